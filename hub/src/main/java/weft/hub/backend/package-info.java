/// What a hub asks of the operating system, and what it is told.
///
/// A back-end knows sockets and waiting; it knows nothing of virtual threads or protocols. Its
/// methods are called on its hub's thread, except `wake`.
@NullMarked
package weft.hub.backend;

import org.jspecify.annotations.NullMarked;
