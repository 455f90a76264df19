package weft.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.examples.ExampleSite;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoSocketTest {
  private ExampleSite site;

  @BeforeAll
  void start() throws Exception {
    site = new ExampleSite(Demo.app());
  }

  @AfterAll
  void stop() {
    site.close();
  }

  private static String type(HttpResponse<?> response) {
    return response.headers().firstValue("content-type").orElse("none");
  }

  @Test
  void thePageNeedsNothingFromElsewhereAndItsLinksAnswer() throws Exception {
    HttpResponse<String> page = site.get("/");

    assertThat(type(page)).isEqualTo("text/html; charset=utf-8");
    assertThat(page.headers().map())
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("content-security-policy", List.of("frame-ancestors 'none'"));
    assertThat(page.body()).startsWith("<!doctype html>").doesNotContain("http://", "https://");
    Matcher links = Pattern.compile("href=\"(/[^\"]*)\"").matcher(page.body());
    int count = 0;
    while (links.find()) {
      count++;
      String link = links.group(1).replace("&amp;", "&");
      int expected =
          switch (link) {
            case "/error" -> 500;
            case "/nothing" -> 404;
            case "/users/abc" -> 400;
            default -> 200;
          };
      assertThat(site.get(link).statusCode()).as(link).isEqualTo(expected);
    }
    assertThat(count).isEqualTo(17);
  }

  @Test
  void plainTextJsonAndUsersAreAnswered() throws Exception {
    assertThat(site.get("/plaintext").body()).isEqualTo("Hello, World!");
    assertThat(type(site.get("/plaintext"))).isEqualTo("text/plain; charset=utf-8");
    assertThat(site.get("/json").body()).isEqualTo("{\"message\":\"Hello, World!\"}");
    assertThat(site.get("/users/42").body()).isEqualTo("{\"id\":42,\"name\":\"user 42\"}");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8192, 8193, 100_000, 3_000_000})
  void anyBodyOfKnownLengthComesBack(int length) throws Exception {
    byte[] body = body(length);

    HttpResponse<byte[]> response =
        site.sendForBytes(
            site.request("/echo")
                .header("Content-Type", "application/x-test")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());

    assertThat(response.body()).isEqualTo(body);
    assertThat(type(response)).isEqualTo("application/x-test");
    assertThat(response.headers().firstValueAsLong("content-length")).hasValue(length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8193, 3_000_000})
  void anyChunkedBodyComesBack(int length) throws Exception {
    byte[] body = body(length);

    HttpResponse<byte[]> response =
        site.sendForBytes(
            site.request("/echo")
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build());

    assertThat(response.body()).isEqualTo(body);
    assertThat(type(response)).isEqualTo("application/octet-stream");
  }

  @Test
  void aStreamHasTheLengthAskedFor() throws Exception {
    assertThat(site.get("/stream?bytes=0").body()).isEmpty();
    HttpResponse<String> response = site.get("/stream?bytes=1000001");
    assertThat(response.body()).hasSize(1_000_001);
    assertThat(response.headers().firstValueAsLong("content-length")).hasValue(1_000_001);
  }

  @Test
  void sleepingAndComputingAreAnswered() throws Exception {
    assertThat(site.get("/sleep?ms=1").body()).isEqualTo("slept 1 ms\n");
    assertThat(site.get("/cpu?ms=1").body()).startsWith("computed 1 ms, ");
    assertThat(site.get("/cpu/pool?ms=2").body()).startsWith("computed 2 ms, ");
    assertThat(site.get("/cpu/thread?ms=3").body()).startsWith("computed 3 ms, ");
  }

  @ParameterizedTest
  @CsvSource({
    "/sleep?ms=-1, 0 to 60000",
    "/sleep?ms=60001, 0 to 60000",
    "/sleep?ms=x, 0 to 60000",
    "/cpu?ms=10001, 0 to 10000",
    "/stream?bytes=1099511627777, 0 to 1099511627776",
    "/stream?bytes=, 0 to 1099511627776",
  })
  void aNumberOutOfBoundsIsRefused(String path, String range) throws Exception {
    HttpResponse<String> response = site.get(path);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(type(response)).isEqualTo("application/problem+json");
    assertThat(response.body()).contains("not an integer from " + range);
  }

  @Test
  void aBugIsAnsweredWithAnId() throws Exception {
    HttpResponse<String> response = site.get("/error");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).contains("\"id\":\"").doesNotContain("looks like");
  }

  private static byte[] body(int length) {
    byte[] body = new byte[length];
    new SplittableRandom(length).nextBytes(body);
    return body;
  }
}
