package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Malformed requests ([RFC 9113 §8](https://www.rfc-editor.org/rfc/rfc9113#section-8)): each is a
/// stream error, counted by its name, and the connection goes on.
class RefusedHeadTest {
  private static final String USUAL = ":method GET :scheme http :path / :authority a ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MISSING_PSEUDO_FIELD|:scheme http :path / :authority a",
        "MISSING_PSEUDO_FIELD|:method GET :path / :authority a",
        "MISSING_PSEUDO_FIELD|:method GET :scheme http :authority a",
        "DUPLICATE_PSEUDO_FIELD|:method GET :method GET :scheme http :path / :authority a",
        "DUPLICATE_PSEUDO_FIELD|:method GET :scheme http :path / :path / :authority a",
        "LATE_PSEUDO_FIELD|:method GET :scheme http x y :path / :authority a",
        "UNKNOWN_PSEUDO_FIELD|:method GET :scheme http :path / :authority a :more b",
        "UNKNOWN_PSEUDO_FIELD|:method GET :scheme http :path / :authority a :status 200",
        "UNKNOWN_PSEUDO_FIELD|:method GET :scheme http :path / :authority a :protocol websocket",
        "BAD_METHOD|:method G(T :scheme http :path / :authority a",
        "BAD_METHOD|:method _ :scheme http :path / :authority a",
        "BAD_SCHEME|:method GET :scheme ftp :path / :authority a",
        "BAD_PATH|:method GET :scheme http :path _ :authority a",
        "BAD_PATH|:method GET :scheme http :path a :authority a",
        "BAD_PATH|:method GET :scheme http :path * :authority a",
        "BAD_PATH|:method GET :scheme http :path http://a/ :authority a",
        "BAD_AUTHORITY|:method GET :scheme http :path / :authority a@b",
        "BAD_AUTHORITY|:method GET :scheme http :path / :authority a host b",
        "BAD_AUTHORITY|:method GET :scheme http :path / host a host a",
        "BAD_CONNECT|:method CONNECT :scheme http :path / :authority a",
        "BAD_CONNECT|:method CONNECT",
        "BAD_FIELD_NAME|USUAL X-Upper y",
        "BAD_FIELD_NAME|USUAL Host a",
        "BAD_FIELD_NAME|USUAL x(y z",
        "BAD_FIELD_NAME|USUAL _ z",
        "BAD_FIELD_VALUE|USUAL x a\u0000b",
        "BAD_FIELD_VALUE|USUAL x a<CR>b",
        "BAD_FIELD_VALUE|USUAL x \ta",
        "CONNECTION_FIELD|USUAL connection close",
        "CONNECTION_FIELD|USUAL keep-alive 1",
        "CONNECTION_FIELD|USUAL proxy-connection close",
        "CONNECTION_FIELD|USUAL transfer-encoding chunked",
        "CONNECTION_FIELD|USUAL upgrade h2c",
        "CONNECTION_FIELD|USUAL te gzip",
        "BAD_CONTENT_LENGTH|USUAL content-length 1x",
        "BAD_CONTENT_LENGTH|USUAL content-length -1",
        "BAD_CONTENT_LENGTH|USUAL content-length _",
        "BAD_CONTENT_LENGTH|USUAL content-length 0 content-length 0",
        "BAD_CONTENT_LENGTH|USUAL content-length 9999999999999999999",
        "LENGTH_MISMATCH|USUAL content-length 1"
      })
  void malformedRequestsAreStreamErrors(Http2Fault fault, String fields) {
    MachineLink link = new MachineLink(MachineLink::hold).begun();

    link.client.headers(1, true, words(fields)).get(3, "/");
    link.send();

    assertThat(link.takeLines()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
    assertThat(link.faults(fault)).isEqualTo(1);
    assertThat(link.open).extracting(StreamExchange::id).containsExactly(3);
    link.close();
  }

  /// Words, an underscore for an empty one.
  private static String[] words(String fields) {
    String[] words = fields.replace("USUAL ", USUAL).replace("<CR>", "\r").split(" ", -1);
    for (int index = 0; index < words.length; index++) {
      words[index] = words[index].equals("_") ? "" : words[index];
    }
    return words;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PSEUDO_FIELD_IN_TRAILERS|:path /",
        "BAD_FIELD_NAME|X-Upper y",
        "CONNECTION_FIELD|connection close"
      })
  void malformedTrailersAreStreamErrors(Http2Fault fault, String fields) {
    MachineLink link = new MachineLink(MachineLink::hold).begun();

    link.client.post(1, "/").headers(1, true, words(fields));
    link.send();

    assertThat(link.takeLines()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
    assertThat(link.faults(fault)).isEqualTo(1);
    assertThat(link.open.getFirst().gone).isEqualTo(1);
    link.close();
  }

  /// "If there are multiple Cookie header fields after decompression, these MUST be concatenated".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-8.2.3
  @Test
  void cookiesAreJoined() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();

    link.client.request(1, true, "GET", "/", "cookie", "a=1", "x", "y", "cookie", "b=2");
    link.send();

    StreamExchange exchange = link.open.getFirst();
    assertThat(exchange.theRequest().headers().all("cookie")).containsExactly("a=1; b=2");
    assertThat(exchange.theRequest().headers().first("x")).isEqualTo("y");
    link.close();
  }

  @Test
  void hostStandsInForAnAuthorityThatIsMissing() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();

    link.client.headers(1, true, words(":method GET :scheme http :path / host a.example:80"));
    link.client.headers(3, true, words(USUAL + "host A"));
    link.send();

    assertThat(link.open.getFirst().stream.authority()).isEqualTo("a.example:80");
    assertThat(link.open.getLast().stream.authority()).isEqualTo("a");
    link.close();
  }
}
