/// HTTP servers on hubs.
///
/// [weft.http.server.HttpServer] opens a listener per hub; each connection lives on its hub, where
/// a protocol machine of `weft.http.h1` turns bytes into requests. A request is handled on a
/// virtual thread: carried by that hub, or by the JDK's scheduler, which then hands the finished
/// response over to the hub in one step.
///
/// **Threads.** Connections and exchanges are confined to their hub but for the handler's side of
/// an exchange. Code on the bare hub thread takes no lock and does not log.
@NullMarked
package weft.http.server;

import org.jspecify.annotations.NullMarked;
