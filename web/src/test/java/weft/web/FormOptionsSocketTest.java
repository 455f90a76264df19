package weft.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.web.forms.FormFault;
import weft.web.forms.FormLimits;
import weft.web.forms.MultipartLimits;
import weft.web.forms.Part;
import weft.web.options.OptionReader;

/// Limits of forms that the one who runs the server sets, over real sockets.
@Timeout(60)
class FormOptionsSocketTest {
  private static final String URLENCODED = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data; boundary=b";

  private static App app() {
    App app = App.create();
    app.post("/form", (req, res) -> res.text("" + req.form().size()));
    app.post("/form-own", (req, res) -> res.text("" + req.form(FormLimits.DEFAULTS).size()));
    app.post("/parts", (req, res) -> parts(req.multipart(), res));
    app.post("/parts-own", (req, res) -> parts(req.multipart(MultipartLimits.DEFAULTS), res));
    return app;
  }

  private static void parts(Iterable<Part> form, WebResponse response) throws IOException {
    StringBuilder texts = new StringBuilder();
    for (Part part : form) {
      texts.append(part.text()).append(',');
    }
    response.text(texts.toString());
  }

  private static Site site(Map<String, String> variables, String... flags) {
    return new Site(
        app(), new OptionReader().readVariables(variables).readFlags(flags).apply(Site.OPTIONS));
  }

  private static String part(String content) {
    return "--b\r\nContent-Disposition: form-data; name=a\r\nX-Other: x\r\n\r\n" + content + "\r\n";
  }

  private static String form(String... contents) {
    StringBuilder form = new StringBuilder();
    for (String content : contents) {
      form.append(part(content));
    }
    return form.append("--b--\r\n").toString();
  }

  private static void assertFault(HttpResponse<String> response, FormFault fault) {
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("\"fault\":\"" + fault + "\"");
  }

  @Test
  void aServerBoundsUrlencodedForms() {
    try (Site keys = site(Map.of("WEFT_FORM_KEYS_MAX", "2"));
        Site bytes = site(Map.of(), "--form-bytes-max=10")) {
      assertThat(keys.post("/form", URLENCODED, "a&b").body()).isEqualTo("2");
      assertFault(keys.post("/form", URLENCODED, "a&b&c"), FormFault.KEYS);
      assertThat(keys.post("/form-own", URLENCODED, "a&b&c").body()).isEqualTo("3");

      assertThat(bytes.post("/form", URLENCODED, "a=23456789").body()).isEqualTo("1");
      assertFault(bytes.post("/form", URLENCODED, "a=234567890"), FormFault.BYTES);
    }
  }

  @Test
  void aServerMayTakeMoreThanByDefault() {
    String large = "x".repeat(600_000);
    try (Site site =
        site(Map.of(), "--form-bytes-max=2MiB", "--form-keys-max=5000", "--body-bytes-max=1KiB")) {
      assertThat(site.post("/form", URLENCODED, "a=" + large).body()).isEqualTo("1");
      assertThat(site.post("/form", URLENCODED, "a&".repeat(4000) + "a").body()).isEqualTo("4001");
      assertFault(site.post("/form-own", URLENCODED, "a=" + large), FormFault.BYTES);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--multipart-parts-max=2, PARTS",
    "--multipart-headers-max=2, HEADERS",
    "--multipart-header-bytes-max=128, HEADER_BYTES",
    "--multipart-part-bytes-max=10, PART_BYTES",
    "--multipart-bytes-max=400, BYTES",
    "--multipart-memory-bytes-max=10, MEMORY"
  })
  void aServerBoundsMultipartForms(String flag, FormFault fault) {
    String passes = form("1", "2");
    String refused =
        form("1", "two and more", "x".repeat(300)).replace("X-Other", "Y: y\r\n" + "X".repeat(90));
    try (Site site = site(Map.of(), flag)) {
      assertThat(site.post("/parts", MULTIPART, passes).body()).isEqualTo("1,2,");
      assertFault(site.post("/parts", MULTIPART, refused), fault);
      assertThat(site.post("/parts-own", MULTIPART, refused).statusCode()).isEqualTo(200);
    }
  }
}
