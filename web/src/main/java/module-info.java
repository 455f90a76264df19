/// The framework: app, router, filters, JSON, options.
module weft.web {
  requires static transitive org.jspecify;
  requires transitive weft.http;
  requires jdk.unsupported;
  requires transitive tools.jackson.databind;

  exports weft.web;
  exports weft.web.forms;
  exports weft.web.json;
  exports weft.web.options;
  exports weft.web.records;
  exports weft.web.routing;

  // Jackson warms up on a record in there.
  opens weft.web.json to
      tools.jackson.databind;
}
