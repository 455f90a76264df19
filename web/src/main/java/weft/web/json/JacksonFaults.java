package weft.web.json;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;

/// Says what is wrong with a text, to whoever sent it: where, and what was expected. Neither the
/// values that came, which may be secret or long, nor the names of our classes are told.
///
/// @param mapper that reads, and knows how constants are written
record JacksonFaults(ObjectMapper mapper) {
  /// Characters of a reason or a pointer that are told.
  private static final int CHARACTERS_MAX = 256;

  private static final String MOMENT = "a date and time such as \"2026-01-31T13:45:00Z\"";

  /// What values of types with a form of their own look like.
  private static final Map<Class<?>, String> FORMS =
      Map.ofEntries(
          Map.entry(LocalDate.class, "a date such as \"2026-01-31\""),
          Map.entry(LocalTime.class, "a time such as \"13:45:00\""),
          Map.entry(LocalDateTime.class, "a date and time such as \"2026-01-31T13:45:00\""),
          Map.entry(OffsetDateTime.class, MOMENT),
          Map.entry(ZonedDateTime.class, MOMENT),
          Map.entry(Instant.class, MOMENT),
          Map.entry(OffsetTime.class, "a time such as \"13:45:00Z\""),
          Map.entry(Date.class, MOMENT),
          Map.entry(MonthDay.class, "a day such as \"--01-31\""),
          Map.entry(YearMonth.class, "a month such as \"2026-01\""),
          Map.entry(Duration.class, "a duration such as \"PT1H30M\""),
          Map.entry(UUID.class, "a UUID"),
          Map.entry(URI.class, "a URI"),
          Map.entry(byte[].class, "a string of base64"));

  JsonError told(JacksonException failure) {
    return switch (failure) {
      case DatabindException _, InputCoercionException _ ->
          error(reason(failure), pointer(failure), failure);
      case StreamConstraintsException _ ->
          error("nested too deep, or a name, text or number is too long", "", failure);
      case UnexpectedEndOfInputException _ -> error("ends before the value does", "", failure);
      default -> error("not valid JSON", "", failure);
    };
  }

  private static JsonError error(String message, String pointer, JacksonException cause) {
    TokenStreamLocation location = cause.getLocation();
    return location == null
        ? new JsonError(message, pointer, 0, 0, cause)
        : new JsonError(message, pointer, location.getLineNr(), location.getColumnNr(), cause);
  }

  private String reason(JacksonException failure) {
    // What a record's constructor says about its arguments is meant for whoever gave them.
    if (failure instanceof ValueInstantiationException
        && failure.getCause() instanceof IllegalArgumentException refusal
        && refusal.getMessage() != null) {
      return cut(refusal.getMessage());
    }
    if (failure instanceof ValueInstantiationException
        && failure.getCause() instanceof NullPointerException missing) {
      return "a member that must be there is missing or null" + named(missing);
    }
    return switch (failure) {
      case InvalidTypeIdException _ -> "expected the name of a known type";
      case InvalidFormatException format -> "expected " + form(format.getTargetType());
      case MismatchedInputException mismatch ->
          (isMissing(mismatch) ? "missing; " : "") + "expected " + form(mismatch.getTargetType());
      case InputCoercionException coercion -> "expected " + form(coercion.getTargetType());
      default -> "unexpected value";
    };
  }

  /// What `Objects.requireNonNull(title, "title")` was told. A message of the JVM's own has the
  /// names of our classes and is for nobody else.
  private static String named(NullPointerException missing) {
    StackTraceElement[] stack = missing.getStackTrace();
    boolean isAsked =
        stack.length > 0
            && stack[0].getClassName().equals("java.util.Objects")
            && stack[0].getMethodName().equals("requireNonNull");
    String message = missing.getMessage();
    return isAsked && message != null ? ": " + cut(message) : "";
  }

  /// Only its words tell it from a member that is of another type.
  private static boolean isMissing(MismatchedInputException mismatch) {
    return mismatch.getOriginalMessage().startsWith("Missing required creator property");
  }

  private String form(@Nullable Class<?> type) {
    if (type == null) {
      return "another value";
    }
    String known = FORMS.get(type);
    if (known != null) {
      return known;
    }
    if (type == String.class || type == Character.class || type == char.class) {
      return "a string";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return number(type);
    }
    if (type.isArray() || Iterable.class.isAssignableFrom(type)) {
      return "an array";
    }
    if (type.isEnum()) {
      return names(type.getEnumConstants());
    }
    return type.isRecord() || Map.class.isAssignableFrom(type) ? "an object" : "another value";
  }

  private static String number(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return "an integer of 32 bits";
    }
    if (type == long.class || type == Long.class) {
      return "an integer of 64 bits";
    }
    return "a number";
  }

  /// The constants as they are written, which need not be as they are named.
  private String names(Object[] constants) {
    StringBuilder names = new StringBuilder();
    for (Object constant : constants) {
      names.append(names.isEmpty() ? "one of " : ", ");
      String name = mapper.writeValueAsString(constant);
      if (names.length() + name.length() > CHARACTERS_MAX) {
        return names.append('…').toString();
      }
      names.append(name);
    }
    return names.toString();
  }

  private static String cut(String text) {
    return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX) + "…";
  }

  /// RFC 6901; as much of it as may be told, for names of members may come from the sender.
  private static String pointer(JacksonException failure) {
    StringBuilder pointer = new StringBuilder();
    for (JacksonException.Reference reference : failure.getPath()) {
      String name = reference.getPropertyName();
      String step =
          name == null
              ? Integer.toString(reference.getIndex())
              : name.replace("~", "~0").replace("/", "~1");
      if (pointer.length() + step.length() >= CHARACTERS_MAX) {
        return pointer.toString();
      }
      pointer.append('/').append(step);
    }
    return pointer.toString();
  }
}
