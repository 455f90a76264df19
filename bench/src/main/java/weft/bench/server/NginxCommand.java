package weft.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import weft.bench.plan.BenchCase;

/// Starts nginx as one process with fixed answers and nothing logged.
final class NginxCommand implements ServerCommand {
  private final Path nginx;
  private final Path folder;

  /// @param folder where the configuration and nginx's own files go
  NginxCommand(Path nginx, Path folder) {
    this.nginx = nginx;
    this.folder = folder;
  }

  @Override
  public List<String> on(int port, BenchCase load) throws IOException {
    Path file = folder.resolve("nginx.conf");
    BenchFiles.in(folder);
    String protocol = (load.overTls() ? " ssl" : "") + (load.overHttp2() ? " http2" : "");
    String certificate = load.overTls() ? BenchCertificate.of(load, folder).forNginx() : "";
    Files.writeString(file, configuration(port, protocol, certificate));
    String prefix = folder.toString();
    return List.of(nginx.toString(), "-e", "stderr", "-p", prefix, "-c", file.toString());
  }

  /// @param protocol what stands behind the address; nginx has no other protocol beside HTTP/2
  ///   there
  /// @param certificate directives for TLS, or nothing
  private String configuration(int port, String protocol, String certificate) {
    return """
    daemon off;
    master_process off;
    worker_rlimit_nofile 20000;
    error_log stderr crit;
    pid FOLDER/nginx.pid;
    events {
      worker_connections 16384;
      multi_accept on;
    }
    http {
      access_log off;
      client_body_temp_path FOLDER;
      proxy_temp_path FOLDER;
      fastcgi_temp_path FOLDER;
      uwsgi_temp_path FOLDER;
      scgi_temp_path FOLDER;
      keepalive_requests 1000000000;
      keepalive_timeout 300s;
      default_type text/plain;
      server {
        listen 127.0.0.1:PORTPROTOCOL backlog=16384;
        CERTIFICATE
        location = /plaintext {
          return 200 "Hello, World!";
        }
        location /upload/ {
          root FOLDER;
          dav_methods PUT;
          create_full_put_path on;
          client_max_body_size 0;
        }
        location /files/ {
          root FOLDER;
          sendfile on;
          tcp_nopush on;
          open_file_cache max=16;
        }
        location = /json {
          default_type application/json;
          return 200 '{"message":"Hello, World!"}';
        }
        location ~ ^/users/([0-9]+)$ {
          default_type application/json;
          return 200 '{"id":$1,"name":"user $1"}';
        }
      }
    }
    """
        .replace("FOLDER", folder.toString())
        .replace("PROTOCOL", protocol)
        .replace("CERTIFICATE", certificate)
        .replace("PORT", Integer.toString(port));
  }
}
