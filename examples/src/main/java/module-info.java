/// The demo application and small runnable programs.
module weft.examples {
  requires static transitive org.jspecify;
  requires weft.web;

  exports weft.examples.chat;
  exports weft.examples.demo;
  exports weft.examples.echo;
  exports weft.examples.events;
  exports weft.examples.files;
  exports weft.examples.gateway;
  exports weft.examples.members;
  exports weft.examples.notes;
  exports weft.examples.secure;
  exports weft.examples.uploads;

  // Jackson reads and writes their records.
  opens weft.examples.demo;
  opens weft.examples.notes;
  opens weft.examples.uploads;
}
