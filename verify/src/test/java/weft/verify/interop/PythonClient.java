package weft.verify.interop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Python's `ssl`, which asks once and says what became of it.
final class PythonClient {
  private static final String PROGRAM =
      """
      import socket, ssl, sys
      port, trusted, version, *own = sys.argv[1:]
      context = ssl.create_default_context(cafile=trusted)
      context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
      if own:
          context.load_cert_chain(*own)
      try:
          with socket.create_connection(("127.0.0.1", int(port)), 20) as plain:
              with context.wrap_socket(plain, server_hostname="localhost") as secure:
                  secure.sendall(b"GET /plaintext HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n")
                  answer = b""
                  while part := secure.recv(65536):
                      answer += part
                  print(secure.version(), answer.decode())
      except ssl.SSLError as error:
          print("refused:", error.reason)
      """;

  private PythonClient() {}

  /// Asks for `/plaintext`.
  ///
  /// @param version `TLSv1_2` or `TLSv1_3`
  /// @param own certificate and key to show, or nothing
  /// @return the version and the answer, or `refused:` and OpenSSL's reason
  static String ask(DemoProcess demo, Path trusted, String version, Path... own) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-c", PROGRAM, "" + demo.tlsPort()));
    arguments.addAll(List.of(trusted.toString(), version));
    for (Path file : own) {
      arguments.add(file.toString());
    }
    return Tool.run("python3", arguments).output();
  }
}
