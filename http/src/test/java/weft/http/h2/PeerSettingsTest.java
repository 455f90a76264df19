package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import weft.http.protocol.NativeText;

/// Settings: [RFC 9113 §6.5.2](https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2).
class PeerSettingsTest {
  private static Http2Fault take(PeerSettings settings, int... pairs) {
    byte[] payload = FrameScript.settingsPayload(pairs);
    return settings.take(NativeText.of(new String(payload, ISO_8859_1)), payload.length);
  }

  @Test
  void settingsHaveRanges() {
    PeerSettings settings = PeerSettings.ofClient();

    assertThat(take(settings, PeerSettings.ENABLE_PUSH, 2)).isEqualTo(Http2Fault.BAD_SETTING);
    assertThat(take(settings, PeerSettings.INITIAL_WINDOW_SIZE, -1))
        .isEqualTo(Http2Fault.BAD_WINDOW_SETTING);
    assertThat(take(settings, PeerSettings.MAX_FRAME_SIZE, 16_383))
        .isEqualTo(Http2Fault.BAD_SETTING);
    assertThat(take(settings, PeerSettings.MAX_FRAME_SIZE, 1 << 24))
        .isEqualTo(Http2Fault.BAD_SETTING);
    assertThat(take(settings, 0x4242, -1, PeerSettings.MAX_FRAME_SIZE, 16_384)).isNull();
  }

  /// "The initial value of SETTINGS_ENABLE_PUSH is 1."
  /// https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2
  @Test
  void pushesAreTakenUnlessTheyAreNot() {
    PeerSettings settings = PeerSettings.ofClient();

    assertThat(settings.takesPushes()).isTrue();
    assertThat(take(settings, PeerSettings.ENABLE_PUSH, 0)).isNull();
    assertThat(settings.takesPushes()).isFalse();
    assertThat(take(settings, PeerSettings.ENABLE_PUSH, 1)).isNull();
    assertThat(settings.takesPushes()).isTrue();
  }

  /// "A sender MUST NOT send a SETTINGS_ENABLE_CONNECT_PROTOCOL parameter with the value of 0 after
  /// previously sending a value of 1." https://www.rfc-editor.org/rfc/rfc8441#section-3
  @Test
  void extendedConnectIsNotTakenBack() {
    PeerSettings settings = PeerSettings.ofServer();

    assertThat(take(settings, PeerSettings.ENABLE_CONNECT_PROTOCOL, 0)).isNull();
    assertThat(settings.takesExtendedConnect()).isFalse();
    assertThat(take(settings, PeerSettings.ENABLE_CONNECT_PROTOCOL, 1)).isNull();
    assertThat(settings.takesExtendedConnect()).isTrue();
    assertThat(take(settings, PeerSettings.ENABLE_CONNECT_PROTOCOL, 0))
        .isEqualTo(Http2Fault.BAD_SETTING);
  }

  @Test
  void theLeastTableSizeOfAFrameIsKnown() {
    PeerSettings settings = PeerSettings.ofClient();

    take(settings, PeerSettings.HEADER_TABLE_SIZE, 0, PeerSettings.HEADER_TABLE_SIZE, 2000);

    assertThat(settings.headerTableLeast()).isZero();
    assertThat(settings.headerTable()).isEqualTo(2000);
  }
}
