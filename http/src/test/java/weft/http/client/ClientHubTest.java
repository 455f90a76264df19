package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.http.server.HubMode;
import weft.hub.Hub;

/// What a client keeps on a hub beside its connections.
@Timeout(60)
class ClientHubTest {
  private static final int REMEMBERED = 1000;

  private static ClientRoute route(int number) {
    return new ClientRoute(new Origin("https", "host" + number + ".test", 443), null, false);
  }

  private static List<Integer> refused(ClientHub part) {
    List<Integer> numbers = new ArrayList<>();
    for (int number = 0; number < 2 * REMEMBERED; number++) {
      if (part.isRefused(route(number))) {
        numbers.add(number);
        assertThat(part.isRefused(route(number).byHttp1())).isFalse();
      }
    }
    return numbers;
  }

  /// With one more, the first to say so is asked by HTTP/2 again.
  @Test
  void aThousandServersThatWantHttp1AreRemembered() throws CallFailed {
    Hub hub = HubMode.NIO_ON_HUB.hubs().hub(0);
    ClientHub part = new ClientHub(hub, ClientOptions.DEFAULTS);
    HubStep.run(
        hub,
        "this test",
        () -> {
          for (int number = 0; number < REMEMBERED; number++) {
            part.wantsHttp1(route(number).origin());
          }
          part.wantsHttp1(route(0).origin());
          assertThat(refused(part)).hasSize(REMEMBERED).startsWith(0);

          part.wantsHttp1(route(REMEMBERED).origin());
          assertThat(refused(part)).hasSize(REMEMBERED).startsWith(1).endsWith(REMEMBERED);

          part.wantsHttp1(route(0).origin());
          assertThat(refused(part)).hasSize(REMEMBERED).startsWith(0, 2).endsWith(REMEMBERED);
        });
  }

  @Test
  void whoSpeaksOneVersionRemembersNone() throws CallFailed {
    Hub hub = HubMode.NIO_ON_HUB.hubs().hub(0);
    for (ClientProtocol only : List.of(ClientProtocol.HTTP_1_1, ClientProtocol.HTTP_2)) {
      ClientHub part = new ClientHub(hub, ClientOptions.DEFAULTS.withProtocol(only));
      HubStep.run(
          hub,
          "this test",
          () -> {
            part.wantsHttp1(route(0).origin());
            assertThat(refused(part)).as("" + only).isEmpty();
          });
    }
  }
}
