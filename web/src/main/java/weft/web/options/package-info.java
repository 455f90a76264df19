/// What a user can set, once: flags, `WEFT_*` variables, help and documentation are derived from
/// one table.
///
/// Precedence: flag before variable before what the program's code says before the default.
///
/// Threads: everything here is immutable and used while starting.
@NullMarked
package weft.web.options;

import org.jspecify.annotations.NullMarked;
