/// An HTTP client in blocking style over the hub: HTTP/1.1 and HTTP/2, connections pooled by
/// origin.
///
/// Start at [weft.http.client.HttpClient]. Threads of a hub use connections of their own hub; all
/// others are given one.
@NullMarked
package weft.http.client;

import org.jspecify.annotations.NullMarked;
