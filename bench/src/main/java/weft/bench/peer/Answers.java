package weft.bench.peer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// What every peer answers, so that they differ in how and not in what.
final class Answers {
  /// Path prefix of the request with a parameter.
  static final String USERS = "/users/";

  /// Longest request body echoed, in bytes.
  static final int ECHO_BYTES_MAX = 1 << 20;

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final ObjectWriter MESSAGES = MAPPER.writerFor(Message.class);
  private static final ObjectWriter USER_WRITER = MAPPER.writerFor(User.class);

  private Answers() {}

  /// The body of `/json`.
  record Message(String message) {
    static Message hello() {
      return new Message("Hello, World!");
    }
  }

  /// The body of `/users/{id}`.
  record User(long id, String name) {
    static User of(long id) {
      return new User(id, "user " + id);
    }
  }

  /// The body of `/plaintext`; a new array at each call.
  static byte[] plaintext() {
    return "Hello, World!".getBytes(StandardCharsets.US_ASCII);
  }

  /// Writes the body of `/json` from an object.
  static byte[] json() {
    return MESSAGES.writeValueAsBytes(Message.hello());
  }

  /// Writes the body of `/users/{id}` from an object.
  ///
  /// @throws NumberFormatException when `id` is no number
  static byte[] user(String id) {
    return USER_WRITER.writeValueAsBytes(User.of(Long.parseLong(id)));
  }

  /// The value of a `Date` header now. RFC 9110 §5.6.7.
  static String date() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().atOffset(ZoneOffset.UTC));
  }
}
