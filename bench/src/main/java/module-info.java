/// Side-by-side load runs against peers and the C limit, and JMH micro-benchmarks. Not published.
module weft.bench {
  requires static transitive org.jspecify;
  requires com.fasterxml.jackson.databind;
  requires io.helidon.webserver;
  requires io.helidon.webserver.websocket;
  requires io.helidon.websocket;
  requires io.javalin;
  requires io.netty.buffer;
  requires io.netty.codec.compression;
  requires io.netty.codec.http;
  requires io.netty.codec.http2;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.io_uring;
  requires io.vertx.core;
  requires java.management;
  requires jmh.core;
  requires tools.jackson.databind;
  requires undertow.core;
  requires weft.http;
  requires weft.hub;
  requires weft.web;
  requires xnio.api;
}
