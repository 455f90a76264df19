package weft.examples.hello;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Runs the compact source file as a user does: by the source launcher, in a process of its own.
class HelloSocketTest {
  private static final Pattern ADDRESS = Pattern.compile("listening +(http://[^ ]+)");

  @Test
  void theCompactProgramAnswersAndEndsWithZeroOnTerm() throws Exception {
    Process process = start();
    try {
      BufferedReader output = process.inputReader(UTF_8);
      String address = awaitAddress(output);
      HttpClient client = HttpClient.newHttpClient();

      assertThat(get(client, address + "/").body()).isEqualTo("Hello");
      assertThat(get(client, address + "/users/7").body())
          .isEqualTo("{\"id\":7,\"name\":\"user 7\"}");
      assertThat(get(client, address + "/users/x").statusCode()).isEqualTo(400);
      assertThat(post(client, address + "/echo", "same").body()).isEqualTo("same");

      process.toHandle().destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(output.lines()).last().asString().startsWith("Stopped in ");
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Path.of("hello", "Hello.java").toString()));
    builder.environment().put("WEFT_PORT", "0");
    builder.environment().put("WEFT_HOST", "127.0.0.1");
    return builder.redirectErrorStream(true).start();
  }

  private static String awaitAddress(BufferedReader output) throws Exception {
    StringBuilder seen = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      seen.append(line).append('\n');
      Matcher matcher = ADDRESS.matcher(line);
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    throw new AssertionError("the program ended: " + seen);
  }

  private static HttpResponse<String> get(HttpClient client, String uri) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(HttpClient client, String uri, String body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(uri))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
