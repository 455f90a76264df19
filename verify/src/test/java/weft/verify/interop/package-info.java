/// Other people's clients against the demo server, started as a process of its own on each
/// back-end.
///
/// Tests whose tool or whose demo jar is absent are skipped, and reported as skipped. The jar is
/// built by `mvn package` in `examples`.
@NullMarked
package weft.verify.interop;

import org.jspecify.annotations.NullMarked;
