package weft.examples.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.examples.ExampleSite;

class UploadsSocketTest {
  private static final String FORM =
      """
      --b
      Content-Disposition: form-data; name="name"

      Ann
      --b
      Content-Disposition: form-data; name="picture"; filename="../a.png"

      picture
      --b--
      """
          .replace("\n", "\r\n");

  @TempDir Path folder;

  private static HttpResponse<String> post(ExampleSite site, String path, String type, String body)
      throws Exception {
    HttpRequest request =
        site.request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)).build();
    return site.send(request);
  }

  @Test
  void formsAndFilesAreTaken() throws Exception {
    String type = "multipart/form-data; boundary=b";
    try (ExampleSite site = new ExampleSite(Uploads.app(folder))) {
      assertThat(site.get("/").body()).contains("<form>");
      assertThat(post(site, "/upload", type, FORM).statusCode()).isEqualTo(201);
      assertThat(folder.resolve("a.png")).hasContent("picture");
      assertThat(post(site, "/profile", type, FORM).body()).isEqualTo("Ann: 7 bytes");
      assertThat(post(site, "/profile", type, "--b--").statusCode()).isEqualTo(422);
      assertThat(post(site, "/large", type, FORM).body())
          .isEqualTo(
              "[{\"field\":\"name\",\"text\":\"Ann\"},"
                  + "{\"field\":\"picture\",\"file\":\"a.png\",\"bytes\":7}]");
      assertThat(
              post(
                      site,
                      "/search",
                      "application/x-www-form-urlencoded",
                      "words=a+b&tag=x&tag=y&page=2")
                  .body())
          .isEqualTo("a b, page 2, [x, y]");
    }
  }

  @Test
  void readingsStreamBothWays() throws Exception {
    try (ExampleSite site = new ExampleSite(Uploads.app(folder))) {
      String lines = site.get("/readings?count=3").body();
      assertThat(lines)
          .isEqualTo(
              "{\"sensor\":\"a\",\"value\":0.0}\n{\"sensor\":\"a\",\"value\":1.0}\n"
                  + "{\"sensor\":\"a\",\"value\":2.0}\n");
      assertThat(post(site, "/readings", "application/x-ndjson", lines).body())
          .contains("\"count\":3", "\"mean\":1.0");
    }
  }
}
