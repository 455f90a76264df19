/// Where protocols' machines meet the hub's sockets, on the server's side and the client's.
@NullMarked
package weft.http.socket;

import org.jspecify.annotations.NullMarked;
