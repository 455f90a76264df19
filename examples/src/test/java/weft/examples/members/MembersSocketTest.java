package weft.examples.members;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import weft.examples.ExampleSite;

class MembersSocketTest {
  @Test
  void whoHasLoggedInIsRecognized() throws Exception {
    try (ExampleSite site = new ExampleSite(Members.app())) {
      HttpResponse<String> stranger = site.get("/members");
      assertThat(stranger.statusCode()).isEqualTo(401);
      assertThat(stranger.headers().firstValue("x-content-type-options")).hasValue("nosniff");

      HttpResponse<String> entered =
          site.send(
              site.request("/login")
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString("name=ada"))
                  .build());
      assertThat(entered.statusCode()).isEqualTo(303);
      assertThat(entered.headers().firstValue("location")).hasValue("/members");
      assertThat(entered.headers().firstValue("x-new-sessions")).hasValue("1");

      String cookie = entered.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
      assertThat(get(site, "/members", cookie).body()).isEqualTo("Hello ada");
      assertThat(get(site, "/members/ada", cookie).body()).isEqualTo("ada");
      assertThat(get(site, "/members/files/a/b", cookie).body()).isEqualTo("a/b");
      HttpResponse<String> nobody = get(site, "/members/eve", cookie);
      assertThat(nobody.statusCode()).isEqualTo(404);
      assertThat(nobody.body()).contains("nobody");
      HttpResponse<String> nothing = get(site, "/elsewhere", cookie);
      assertThat(nothing.headers().firstValue("cache-control")).hasValue("no-store");
      assertThat(nothing.headers().firstValue("x-content-type-options")).hasValue("nosniff");
      assertThat(get(site, "/members/answers", cookie).body())
          .isEqualTo("{\"200\":3,\"303\":1,\"401\":1,\"404\":2}");
      HttpResponse<String> left =
          site.send(
              site.request("/members/logout")
                  .header("Cookie", cookie)
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build());
      assertThat(left.headers().firstValue("set-cookie").orElse("")).contains("Max-Age=0");
      assertThat(left.headers().firstValue("location")).hasValue("/");
    }
  }

  @Test
  void theSiteTellsHowItIs() throws Exception {
    try (ExampleSite site = new ExampleSite(Members.app())) {
      assertThat(site.get("/health").body()).isEqualTo("up");
      assertThat(site.get("/counters").body()).contains("\"requestsOpen\":1,");
    }
  }

  private static HttpResponse<String> get(ExampleSite site, String path, String cookie)
      throws Exception {
    return site.send(site.request(path).header("Cookie", cookie).build());
  }
}
