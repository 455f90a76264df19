package weft.hub.tls.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What a URI names as a host.
class ServerNameTest {
  @Test
  void namesAreLowerCaseWithoutADotAtTheEnd() {
    assertThat(ServerName.of("Example.COM.", 443))
        .isEqualTo(new ServerName("example.com", 443, false));
    assertThat(ServerName.of("host1", 1)).isEqualTo(new ServerName("host1", 1, false));
    assertThat(ServerName.of("a_b-c.example", 1).isAddress()).isFalse();
  }

  @Test
  void addressesLoseBracketsAndZone() {
    assertThat(ServerName.of("192.0.2.1", 443)).isEqualTo(new ServerName("192.0.2.1", 443, true));
    assertThat(ServerName.of("[::1]", 443)).isEqualTo(new ServerName("::1", 443, true));
    assertThat(ServerName.of("2001:db8::1", 443).isAddress()).isTrue();
    assertThat(ServerName.of("fe80::1%eth0", 443)).isEqualTo(new ServerName("fe80::1", 443, true));
  }

  @Test
  void whatIsNoHostIsRefused() {
    for (String text : List.of("", ".", "a b", "a/b", "a:b", "[a]b", "exämple", "a\0b", "*.a")) {
      assertThatThrownBy(() -> ServerName.of(text, 443))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> ServerName.of("a".repeat(254), 443))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
