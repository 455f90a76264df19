package weft.http.ws;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketDeflate;

/// What both sides agreed on about permessage-deflate ([RFC 7692
/// §7.1](https://www.rfc-editor.org/rfc/rfc7692#section-7.1)).
///
/// @param serverTakesOver whether the server's messages may refer to earlier ones
/// @param clientTakesOver whether the client's may
/// @param serverWindowBits how far the server's may refer back, 8 to 15; a client's may always
///   refer back 15
/// @param field value of the server's Sec-WebSocket-Extensions
public record DeflateTerms(
    boolean serverTakesOver, boolean clientTakesOver, int serverWindowBits, String field) {
  private static final String NAME = "permessage-deflate";
  private static final String SERVER_NO_TAKEOVER = "server_no_context_takeover";
  private static final String CLIENT_NO_TAKEOVER = "client_no_context_takeover";
  private static final String SERVER_BITS = "server_max_window_bits";
  private static final String CLIENT_BITS = "client_max_window_bits";

  /// Answers a client's offers: the first one that can be met is.
  ///
  /// @param offers values of its Sec-WebSocket-Extensions
  /// @param mayTakeOver whether there is memory for histories
  /// @return `null` when there is none
  public static @Nullable DeflateTerms answer(
      List<String> offers, WebSocketDeflate options, boolean mayTakeOver) {
    if (!options.enabled()) {
      return null;
    }
    boolean takesOver = options.contextTakeover() && mayTakeOver;
    for (String value : offers) {
      for (String offer : value.split(",", -1)) {
        Parameters asked = Parameters.parse(offer, true);
        if (asked != null) {
          return answer(asked, takesOver);
        }
      }
    }
    return null;
  }

  private static DeflateTerms answer(Parameters asked, boolean takesOver) {
    // A window smaller than ours bounds what is compressed; nothing of that refers to anything
    // before.
    boolean serverTakesOver = takesOver && !asked.serverNoTakeover && asked.serverBits == 15;
    boolean clientTakesOver = takesOver && !asked.clientNoTakeover;
    StringBuilder field = new StringBuilder(NAME);
    if (!serverTakesOver) {
      field.append("; " + SERVER_NO_TAKEOVER);
    }
    if (!clientTakesOver) {
      field.append("; " + CLIENT_NO_TAKEOVER);
    }
    if (asked.serverBitsSet) {
      field.append("; " + SERVER_BITS + "=").append(asked.serverBits);
    }
    return new DeflateTerms(serverTakesOver, clientTakesOver, asked.serverBits, field.toString());
  }

  /// What a client offers.
  static String offer(WebSocketDeflate options) {
    // Nothing about our window: a server that limits it cannot be obeyed.
    return options.contextTakeover()
        ? NAME
        : NAME + "; " + SERVER_NO_TAKEOVER + "; " + CLIENT_NO_TAKEOVER;
  }

  /// Takes a server's answer to [#offer].
  ///
  /// @param values of its Sec-WebSocket-Extensions
  /// @return `null` when it is none we can obey
  static @Nullable DeflateTerms accept(List<String> values, WebSocketDeflate options) {
    if (values.size() != 1) {
      return null;
    }
    Parameters told = Parameters.parse(values.getFirst(), false);
    if (told == null || (!options.contextTakeover() && !told.serverNoTakeover)) {
      return null;
    }
    return new DeflateTerms(
        !told.serverNoTakeover,
        options.contextTakeover() && !told.clientNoTakeover,
        told.serverBits,
        values.getFirst());
  }

  /// The parameters of one offer or answer.
  private static final class Parameters {
    private boolean serverNoTakeover;
    private boolean clientNoTakeover;
    private int serverBits = 15;
    private boolean serverBitsSet;

    /// @return `null` when it is another extension, or not as the RFC wants it: such an offer is
    ///   declined, §7.1
    static @Nullable Parameters parse(String text, boolean isOffer) {
      String[] parts = text.split(";", -1);
      if (!parts[0].strip().equals(NAME)) {
        return null;
      }
      Parameters parsed = new Parameters();
      List<String> seen = new ArrayList<>();
      for (int index = 1; index < parts.length; index++) {
        String part = parts[index].strip();
        int equals = part.indexOf('=');
        String name = (equals < 0 ? part : part.substring(0, equals)).strip();
        String value = equals < 0 ? null : unquoted(part.substring(equals + 1).strip());
        name = name.toLowerCase(Locale.ROOT);
        if (seen.contains(name) || !parsed.take(name, value, isOffer)) {
          return null;
        }
        seen.add(name);
      }
      return parsed;
    }

    private boolean take(String name, @Nullable String value, boolean isOffer) {
      return switch (name) {
        case SERVER_NO_TAKEOVER -> {
          serverNoTakeover = true;
          yield value == null;
        }
        case CLIENT_NO_TAKEOVER -> {
          clientNoTakeover = true;
          yield value == null;
        }
        case SERVER_BITS -> {
          serverBitsSet = true;
          serverBits = bits(value);
          yield serverBits > 0;
        }
        // A hint; without it in our answer the client may use all of its window.
        case CLIENT_BITS -> isOffer && (value == null || bits(value) > 0);
        default -> false;
      };
    }

    /// "a decimal integer value without leading zeroes between 8 to 15, inclusive".
    private static int bits(@Nullable String value) {
      if (value == null) {
        return 0;
      }
      return switch (value) {
        case "8", "9" -> value.charAt(0) - '0';
        case "10", "11", "12", "13", "14", "15" -> 10 + value.charAt(1) - '0';
        default -> 0;
      };
    }

    private static String unquoted(String value) {
      boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
      return quoted ? value.substring(1, value.length() - 1) : value;
    }
  }
}
