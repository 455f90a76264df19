package weft.http;

import java.util.stream.IntStream;

/// How many frames that cost us more than their sender a client may send on one HTTP/2 connection
/// within ten seconds. Beyond, the connection ends with GOAWAY `ENHANCE_YOUR_CALM` and the flood's
/// name.
///
/// @param resetsMax streams it resets before they are answered (rapid reset, CVE-2023-44487),
///   beyond one for each that is answered meanwhile
/// @param faultsMax streams we had to reset for its faults (made-you-reset, CVE-2025-8671)
/// @param settingsMax SETTINGS frames, and GOAWAY frames
/// @param pingsMax PING frames beyond one for each HEADERS and DATA frame of a response
/// @param prioritiesMax PRIORITY and PRIORITY_UPDATE frames
/// @param windowUpdatesMax WINDOW_UPDATE frames beyond two for each DATA frame of ours and one for
///   each 256 bytes in it
/// @param emptyFramesMax DATA frames without data that end nothing, and frames of unknown types
/// @param continuationsMax CONTINUATION frames of one header block
/// @param largeHeadsMax requests whose fields are too large (header bombs), each answered with 431
/// @param tableResizesMax changes of the size of the table its header blocks refer to (HPACK churn)
public record Http2FloodLimits(
    int resetsMax,
    int faultsMax,
    int settingsMax,
    int pingsMax,
    int prioritiesMax,
    int windowUpdatesMax,
    int emptyFramesMax,
    int continuationsMax,
    int largeHeadsMax,
    int tableResizesMax) {
  /// The defaults: no client we know comes near them.
  public static final Http2FloodLimits DEFAULTS =
      new Http2FloodLimits(200, 100, 50, 100, 1000, 1000, 100, 16, 8, 20);

  /// Refuses what makes no sense.
  public Http2FloodLimits {
    int least =
        IntStream.of(
                resetsMax,
                faultsMax,
                settingsMax,
                pingsMax,
                prioritiesMax,
                windowUpdatesMax,
                emptyFramesMax,
                continuationsMax,
                largeHeadsMax,
                tableResizesMax)
            .min()
            .orElseThrow();
    if (least < 1) {
      throw new IllegalArgumentException("a flood limit is less than 1");
    }
  }
}
