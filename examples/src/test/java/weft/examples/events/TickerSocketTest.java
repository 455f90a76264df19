package weft.examples.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.examples.ExampleSite;

@Timeout(30)
class TickerSocketTest {
  @Test
  void theClockTicks() throws Exception {
    try (ExampleSite site = new ExampleSite(new Ticker().app());
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> response =
          client.send(site.request("/ticks").build(), BodyHandlers.ofInputStream());
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
        for (int tick = 0; tick < 2; tick++) {
          assertThat(lines.readLine()).isEqualTo("event: tick");
          assertThat(lines.readLine()).startsWith("data: {\"at\":");
          assertThat(lines.readLine()).isEmpty();
        }
      }
    }
  }

  @Test
  void theCountdownEnds() throws Exception {
    try (ExampleSite site = new ExampleSite(new Ticker().app())) {
      assertThat(site.get("/countdown/2").body())
          .isEqualTo(
              "event: left\nid: 2\ndata: 2\n\nevent: left\nid: 1\ndata: 1\n\nretry: 60000\n\n");
    }
  }

  @Test
  void newsReachWhoReads() throws Exception {
    try (ExampleSite site = new ExampleSite(new Ticker().app());
        HttpClient client = HttpClient.newHttpClient()) {
      for (String path : new String[] {"/news", "/latest"}) {
        HttpResponse<InputStream> response =
            client.send(
                site.request(path).header("Last-Event-ID", "none").build(),
                BodyHandlers.ofInputStream());
        String id =
            site.send(site.request("/news").POST(BodyPublishers.ofString("hear " + path)).build())
                .body();
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
          String line = lines.readLine();
          while (!line.equals("data: hear " + path)) {
            line = lines.readLine();
          }
          assertThat(id).contains("-");
        }
      }
      assertThat(site.get("/account").body()).contains("secret");
      assertThat(Ticker.fast().codings()).isNotEmpty();
      assertThat(Ticker.logs().counters().decoded()).isZero();
    }
  }
}
