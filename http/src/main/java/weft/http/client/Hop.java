package weft.http.client;

import java.net.URI;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;

/// What is asked of one server on the way through redirects.
record Hop(String method, URI uri, FieldList fields, OutgoingBody body, FieldList trailers) {
  /// Fields that say something about the body.
  private static final Set<String> OF_BODY =
      Set.of(
          "content-digest",
          "content-encoding",
          "content-language",
          "content-location",
          "content-type",
          "digest",
          "last-modified",
          "repr-digest");

  /// Fields that are for one origin only.
  private static final Set<String> OF_ORIGIN = Set.of("authorization", "cookie");

  static Hop first(ClientRequest asked) {
    return new Hop(asked.method(), asked.uri(), asked.fields(), asked.body(), asked.trailers());
  }

  /// What to ask next, or `null` when the response is the one that was asked for.
  ///
  /// @param count redirects followed so far
  /// @throws CallFailed when the redirect must not be followed
  @Nullable Hop redirected(Attempt attempt, int count, int countMax) throws CallFailed {
    String location = attempt.headers().first("location");
    if (countMax == 0 || location == null || !isRedirect(attempt.status())) {
      return null;
    }
    if (count == countMax) {
      throw refused(attempt, "more than " + countMax + " redirects");
    }
    URI next = next(attempt, location);
    boolean asGet = becomesGet(attempt.status());
    if (!asGet && !body.isReplayable()) {
      throw refused(attempt, "the redirect wants the body again, which came from a stream");
    }
    boolean sameOrigin = Origin.of(next).equals(Origin.of(uri));
    return new Hop(
        asGet ? "GET" : method,
        next,
        kept(fields, asGet, sameOrigin),
        asGet ? OutgoingBody.NONE : body,
        asGet ? new FieldList() : kept(trailers, false, sameOrigin));
  }

  private static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  /// 303 asks for GET; for 301 and 302, "a user agent MAY change the request method from POST to
  /// GET" for historical reasons, and all do. https://www.rfc-editor.org/rfc/rfc9110#section-15.4
  private boolean becomesGet(int status) {
    return switch (status) {
      case 303 -> !method.equals("GET") && !method.equals("HEAD");
      case 301, 302 -> method.equals("POST");
      default -> false;
    };
  }

  private URI next(Attempt attempt, String location) throws CallFailed {
    URI next;
    try {
      next = UriReference.resolve(uri, Origin.uri(escaped(location)));
      Origin.of(next);
    } catch (IllegalArgumentException malformed) {
      throw refused(attempt, "the redirect leads nowhere: " + malformed.getMessage());
    }
    if (Origin.of(uri).isSecure() && !Origin.of(next).isSecure()) {
      throw refused(attempt, "the redirect leads from https to http");
    }
    return next;
  }

  /// Many servers send an address of bytes beyond ASCII, mostly UTF-8, as it is. Each byte, here a
  /// character, is escaped for itself, as by other clients.
  private static String escaped(String location) {
    StringBuilder ascii = new StringBuilder();
    for (int index = 0; index < location.length(); index++) {
      char each = location.charAt(index);
      if (each < 0x80) {
        ascii.append(each);
      } else {
        ascii.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) each));
      }
    }
    return ascii.toString();
  }

  private static FieldList kept(FieldList fields, boolean withoutBody, boolean sameOrigin) {
    FieldList kept = new FieldList();
    for (int index = 0; index < fields.size(); index++) {
      String name = fields.name(index).toLowerCase(Locale.ROOT);
      if ((withoutBody && OF_BODY.contains(name)) || (!sameOrigin && OF_ORIGIN.contains(name))) {
        continue;
      }
      kept.add(fields.name(index), fields.value(index));
    }
    return kept;
  }

  private static CallFailed refused(Attempt attempt, String reason) {
    attempt.release();
    return new CallFailed(CallFailed.Kind.REDIRECT, attempt + ": " + reason, false, null);
  }
}
