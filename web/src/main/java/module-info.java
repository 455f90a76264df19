/// The framework: app, router, filters, JSON, options.
module weft.web {
  requires static transitive org.jspecify;
  requires transitive weft.http;
  requires jdk.unsupported;
  requires transitive tools.jackson.databind;

  // br and zstd: found at run time or done without.
  requires static com.aayushatharva.brotli4j;
  requires static com.github.luben.zstd_jni;

  exports weft.web;
  exports weft.web.compression;
  exports weft.web.files;
  exports weft.web.forms;
  exports weft.web.json;
  exports weft.web.options;
  exports weft.web.records;
  exports weft.web.routing;
  exports weft.web.sse;

  // Jackson warms up on a record in there.
  opens weft.web.json to
      tools.jackson.databind;
}
