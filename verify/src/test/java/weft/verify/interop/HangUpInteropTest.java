package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The demo in the foreground of a terminal: SIGHUP reloads its certificates while the terminal is
/// there, and ends it when the terminal has hung up.
@Tag("interop")
@Timeout(60)
final class HangUpInteropTest {
  /// Its own process is made anew with the default of SIGHUP, since `nohup` is inherited.
  private static final String PROGRAM =
      """
      import os, pty, signal, sys
      child, terminal = pty.fork()
      if child == 0:
          signal.signal(signal.SIGHUP, signal.SIG_DFL)
          os.environ["XDG_CACHE_HOME"] = sys.argv[1]
          os.execv(sys.argv[2], sys.argv[2:])
      signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
      signal.alarm(40)
      def wait_for(text):
          said = b""
          while text not in said:
              said += os.read(terminal, 4096)
      wait_for(b"scheduler")
      os.kill(child, signal.SIGHUP)
      wait_for(b"Certificates are read anew")
      os.close(terminal)
      print("exit", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
      """;

  @Test
  void itEndsInGoodOrderWithItsTerminal(@TempDir Path cache) throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/stat")), "terminals are known on Linux");
    List<String> arguments = new ArrayList<>(List.of("-c", PROGRAM, cache.toString()));
    arguments.addAll(DemoProcess.command(true));
    arguments.addAll(List.of("--port", "0", "--tls-port", "0"));

    assertThat(Tool.run("python3", arguments).output()).isEqualTo("exit 0\n");
  }
}
