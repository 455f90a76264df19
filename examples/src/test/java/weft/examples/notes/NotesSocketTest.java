package weft.examples.notes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.examples.ExampleSite;
import weft.http.client.ClientOptions;
import weft.http.client.ClientResponse;
import weft.http.client.HttpClient;
import weft.web.App;
import weft.web.options.ServerOptions;

class NotesSocketTest {
  private ExampleSite site;

  @BeforeEach
  void start() throws Exception {
    site = new ExampleSite(NotesApi.app());
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void aNoteIsMadeReadChangedAndRemoved() throws Exception {
    HttpResponse<String> made = site.send("POST", "/notes", "{\"title\":\"a\",\"tags\":[\"x\"]}");
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.headers().firstValue("location")).hasValue("/notes/1");
    assertThat(made.body()).isEqualTo("{\"id\":1,\"title\":\"a\",\"text\":\"\",\"tags\":[\"x\"]}");
    assertThat(site.get("/notes/1").body()).isEqualTo(made.body());

    HttpResponse<String> changed =
        site.send("PUT", "/notes/1", "{\"title\":\"b\",\"text\":\"more\"}");
    assertThat(changed.body())
        .isEqualTo("{\"id\":1,\"title\":\"b\",\"text\":\"more\",\"tags\":[]}");

    assertThat(site.send("DELETE", "/notes/1", "").statusCode()).isEqualTo(204);
    assertThat(site.get("/notes/1").statusCode()).isEqualTo(404);
    assertThat(site.send("DELETE", "/notes/1", "").statusCode()).isEqualTo(404);
    assertThat(site.send("PUT", "/notes/1", "{\"title\":\"b\"}").statusCode()).isEqualTo(404);
  }

  @Test
  void aNoteIsMadeByOurClient() throws Exception {
    ServerOptions options = ServerOptions.DEFAULTS.withHost("127.0.0.1").withPort(0);
    try (App app = NotesApi.app().start(options);
        HttpClient client = HttpClient.open(ClientOptions.DEFAULTS)) {
      int port = ((InetSocketAddress) app.address()).getPort();
      var post = client.post("http://127.0.0.1:" + port + "/notes");
      post.header("Content-Type", "application/json").body("{\"title\":\"a\"}");
      try (ClientResponse made = post.send()) {
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.headers().first("Location")).isEqualTo("/notes/1");
      }
    }
  }

  @Test
  void notesAreListedInPages() throws Exception {
    for (int index = 1; index <= 3; index++) {
      site.send("POST", "/notes", "{\"title\":\"n" + index + "\"}");
    }

    assertThat(site.get("/notes?after=1&count=1").body())
        .isEqualTo("[{\"id\":2,\"title\":\"n2\",\"text\":\"\",\"tags\":[]}]");
    assertThat(site.get("/notes?count=0").statusCode()).isEqualTo(400);
  }

  @Test
  void notesThatHaveNotChangedAreNotSentAgain() throws Exception {
    String first = site.get("/notes").headers().firstValue("etag").orElseThrow();
    assertThat(listUnless(first).statusCode()).isEqualTo(304);

    for (String method : new String[] {"POST", "PUT", "DELETE"}) {
      String before = site.get("/notes").headers().firstValue("etag").orElseThrow();
      site.send(method, method.equals("POST") ? "/notes" : "/notes/1", "{\"title\":\"a\"}");

      assertThat(listUnless(before).statusCode()).as(method).isEqualTo(200);
    }
  }

  private HttpResponse<String> listUnless(String tag) throws Exception {
    return site.send(site.request("/notes").header("If-None-Match", tag).build());
  }

  @Test
  void pagesOfOneOtherSiteMayUseTheNotes() throws Exception {
    HttpResponse<String> preflight = ask("OPTIONS", "https://notes.example");
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("access-control-allow-origin"))
        .hasValue("https://notes.example");
    assertThat(preflight.headers().firstValue("access-control-allow-methods"))
        .hasValue("GET, POST, PUT, DELETE");

    HttpResponse<String> refused = ask("PATCH", "https://notes.example");
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("access-control-allow-origin")).isPresent();

    HttpResponse<String> other = ask("OPTIONS", "https://other.example");
    assertThat(other.headers().firstValue("access-control-allow-origin")).isEmpty();
    assertThat(other.headers().firstValue("vary")).hasValue("Origin");
  }

  private HttpResponse<String> ask(String method, String origin) throws Exception {
    return site.send(
        site.request("/notes")
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Origin", origin)
            .build());
  }

  @Test
  void aWrongNoteIsRefusedWithEveryWrongMember() throws Exception {
    HttpResponse<String> response =
        site.send(
            "POST",
            "/notes",
            "{\"title\":\" \",\"tags\":[\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"]}");

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body())
        .isEqualTo(
            "{\"title\":\"Unprocessable Content\",\"status\":422,\"detail\":\"the note is not valid\","
                + "\"errors\":{\"title\":\"must have 1 to 100 characters\",\"tags\":\"must be at"
                + " most 10\"}}");
    assertThat(site.send("POST", "/notes", "{").statusCode()).isEqualTo(400);
    assertThat(site.send("POST", "/notes", "").statusCode()).isEqualTo(400);
    assertThat(site.send("PATCH", "/notes", "{}").statusCode()).isEqualTo(405);
  }
}
