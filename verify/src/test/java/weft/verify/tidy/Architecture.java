package weft.verify.tidy;

import java.util.Map;
import java.util.Set;

/// The arrows of architecture.md, package by package.
final class Architecture {
  /// For each package the packages of this repository it may depend on.
  ///
  /// Read from the bottom: memory knows nothing; a back-end knows memory; the hub drives back-ends;
  /// protocol packages know memory but no socket; only the server and client engines see the hub;
  /// the framework sees the hub only to start and configure it.
  static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("weft.hub.memory", Set.of()),
          Map.entry("weft.hub.backend", Set.of("weft.hub.memory")),
          Map.entry("weft.hub.queue", Set.of("weft.hub.memory")),
          Map.entry("weft.hub.jdk", Set.of("weft.hub.memory")),
          Map.entry("weft.hub.linux", Set.of("weft.hub.memory", "weft.hub.backend")),
          Map.entry("weft.hub.file", Set.of("weft.hub.linux")),
          Map.entry(
              "weft.hub.uring", Set.of("weft.hub.memory", "weft.hub.backend", "weft.hub.linux")),
          Map.entry(
              "weft.hub.epoll", Set.of("weft.hub.memory", "weft.hub.backend", "weft.hub.linux")),
          Map.entry("weft.hub.nio", Set.of("weft.hub.memory", "weft.hub.backend")),
          Map.entry("weft.hub.simulated", Set.of("weft.hub.memory", "weft.hub.backend")),
          Map.entry(
              "weft.hub",
              Set.of(
                  "weft.hub.memory",
                  "weft.hub.backend",
                  "weft.hub.file",
                  "weft.hub.queue",
                  "weft.hub.jdk",
                  "weft.hub.uring",
                  "weft.hub.epoll",
                  "weft.hub.nio")),
          Map.entry("weft.hub.tls.engine", Set.of("weft.hub.memory")),
          Map.entry("weft.hub.tls.jdk", Set.of("weft.hub.memory", "weft.hub.tls.engine")),
          Map.entry(
              "weft.hub.tls.boringssl",
              Set.of("weft.hub.jdk", "weft.hub.memory", "weft.hub.tls.engine")),
          Map.entry(
              "weft.hub.tls",
              Set.of(
                  "weft.hub.memory",
                  "weft.hub",
                  "weft.hub.file",
                  "weft.hub.tls.engine",
                  "weft.hub.tls.jdk",
                  "weft.hub.tls.boringssl")),
          Map.entry(
              "weft.http",
              Set.of("weft.hub.memory", "weft.hub.backend", "weft.hub.file", "weft.hub.tls")),
          Map.entry("weft.http.protocol", Set.of("weft.hub.memory", "weft.hub.file", "weft.http")),
          Map.entry(
              "weft.http.h1",
              Set.of("weft.hub.memory", "weft.hub.file", "weft.http", "weft.http.protocol")),
          Map.entry(
              "weft.http.h2",
              Set.of(
                  "weft.hub.memory",
                  "weft.hub.file",
                  "weft.http",
                  "weft.http.protocol",
                  "weft.http.h2.hpack")),
          Map.entry("weft.http.h2.hpack", Set.of("weft.hub.memory", "weft.http")),
          Map.entry("weft.http.ws", Set.of("weft.hub.memory", "weft.http", "weft.http.protocol")),
          Map.entry(
              "weft.http.socket",
              Set.of(
                  "weft.hub.memory",
                  "weft.hub",
                  "weft.hub.file",
                  "weft.http",
                  "weft.http.protocol",
                  "weft.http.ws")),
          Map.entry(
              "weft.http.server",
              Set.of(
                  "weft.hub.memory",
                  "weft.hub.backend",
                  "weft.hub",
                  "weft.hub.file",
                  "weft.hub.tls",
                  "weft.http",
                  "weft.http.protocol",
                  "weft.http.socket",
                  "weft.http.h1",
                  "weft.http.h2",
                  "weft.http.ws")),
          Map.entry(
              "weft.http.client",
              Set.of(
                  "weft.hub.memory",
                  "weft.hub.backend",
                  "weft.hub",
                  "weft.hub.tls",
                  "weft.http",
                  "weft.http.protocol",
                  "weft.http.socket",
                  "weft.http.h1",
                  "weft.http.h2",
                  "weft.http.ws")),
          Map.entry("weft.web.routing", Set.of("weft.hub.memory", "weft.http")),
          Map.entry("weft.web.json", Set.of()),
          Map.entry("weft.web.files", Set.of("weft.hub", "weft.hub.file", "weft.http")),
          Map.entry("weft.web.sse", Set.of("weft.hub", "weft.web.json")),
          Map.entry("weft.web.compression", Set.of("weft.web", "weft.http")),
          Map.entry(
              "weft.web.options",
              Set.of(
                  "weft.hub", "weft.hub.backend", "weft.hub.tls", "weft.http", "weft.web.forms")),
          Map.entry("weft.web.forms", Set.of("weft.hub.memory", "weft.hub", "weft.http")),
          Map.entry("weft.web.records", Set.of("weft.http", "weft.web.json")),
          Map.entry(
              "weft.web",
              Set.of(
                  "weft.hub",
                  "weft.hub.tls",
                  "weft.http",
                  "weft.http.server",
                  "weft.web.files",
                  "weft.web.forms",
                  "weft.web.json",
                  "weft.web.options",
                  "weft.web.records",
                  "weft.web.routing",
                  "weft.web.sse")),
          Map.entry(
              "weft.examples.demo",
              Set.of(
                  "weft.web",
                  "weft.http",
                  "weft.web.files",
                  "weft.web.forms",
                  "weft.web.json",
                  "weft.web.options",
                  "weft.web.sse")),
          Map.entry(
              "weft.examples.chat",
              Set.of("weft.web", "weft.web.options", "weft.http", "weft.http.client")),
          Map.entry(
              "weft.examples.gateway", Set.of("weft.web", "weft.web.options", "weft.http.client")),
          Map.entry(
              "weft.examples.members", Set.of("weft.web", "weft.web.options", "weft.http.server")),
          Map.entry(
              "weft.examples.events", Set.of("weft.web", "weft.web.compression", "weft.web.sse")),
          Map.entry(
              "weft.examples.files", Set.of("weft.web", "weft.web.files", "weft.web.options")),
          Map.entry("weft.examples.notes", Set.of("weft.web", "weft.http")),
          Map.entry(
              "weft.examples.secure",
              Set.of("weft.web", "weft.web.options", "weft.http", "weft.hub.tls")),
          Map.entry(
              "weft.examples.uploads",
              Set.of(
                  "weft.web",
                  "weft.web.forms",
                  "weft.web.options",
                  "weft.web.records",
                  "weft.http")),
          Map.entry("weft.examples.echo", Set.of("weft.hub", "weft.hub.backend")));

  private Architecture() {}
}
