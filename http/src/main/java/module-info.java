/// HTTP semantics and HTTP/1.1 over the hub.
module weft.http {
  requires static transitive org.jspecify;
  requires transitive weft.hub;

  exports weft.http;
  exports weft.http.client;
  exports weft.http.server;
}
