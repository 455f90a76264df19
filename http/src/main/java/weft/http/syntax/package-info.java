/// The grammar that all versions of HTTP share: methods, request targets, authorities, dates.
///
/// **Threads.** What keeps strings is confined to a hub.
@NullMarked
package weft.http.syntax;

import org.jspecify.annotations.NullMarked;
