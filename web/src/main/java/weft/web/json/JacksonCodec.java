package weft.web.json;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;

/// JSON by Jackson 3.
///
/// Strict: nothing may follow the value, duplicate names are an error, and so is a missing or null
/// primitive of a record; other members may be missing and are then null. A number with a fraction
/// is no integer, and no number a constant. Names the type does not have are ignored, so that
/// clients may send more than we know.
public final class JacksonCodec implements JsonCodec {
  private final ObjectMapper mapper;

  /// With the mapper that Weft configures.
  public JacksonCodec() {
    this(
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .annotationIntrospector(new PrimitivesRequired())
            .build());
  }

  /// With a mapper of the user's.
  public JacksonCodec(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public byte[] encode(@Nullable Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no JSON form: " + e.getOriginalMessage(), e);
    }
  }

  @Override
  public <T> T decode(byte[] json, Class<T> type) {
    if (json.length == 0) {
      throw new JsonError("there is no value", "", 1, 1, null);
    }
    try {
      T value = mapper.readValue(json, type);
      if (value == null) {
        throw new JsonError("the value is null", "", 1, 1, null);
      }
      return value;
    } catch (DatabindException | InputCoercionException e) {
      throw error("does not fit: " + reason(e), pointer(e), e);
    } catch (JacksonException e) {
      throw error("not valid JSON", "", e);
    }
  }

  @Override
  public void warmUp() {
    byte[] json = encode(new Sample("warm", 1, Map.of("up", true)));
    Sample sample = decode(json, Sample.class);
    assert sample.number() == 1;
  }

  private static JsonError error(String message, String pointer, JacksonException cause) {
    TokenStreamLocation location = cause.getLocation();
    return location == null
        ? new JsonError(message, pointer, 0, 0, cause)
        : new JsonError(message, pointer, location.getLineNr(), location.getColumnNr(), cause);
  }

  /// Jackson's sentence without the names of our classes, which are no business of the sender's.
  private static String reason(JacksonException e) {
    // What a record's constructor says about its arguments is meant for whoever gave them.
    if (e instanceof ValueInstantiationException
        && e.getCause() instanceof IllegalArgumentException refusal
        && refusal.getMessage() != null) {
      return refusal.getMessage();
    }
    Class<?> type =
        switch (e) {
          case MismatchedInputException mismatch -> mismatch.getTargetType();
          case InputCoercionException coercion -> coercion.getTargetType();
          default -> null;
        };
    if (type != null) {
      return "expected " + describe(type);
    }
    return "unexpected value";
  }

  private static String describe(Class<?> type) {
    if (type == String.class || type == Character.class || type == char.class) {
      return "a string";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "an integer";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    if (type.isArray() || Iterable.class.isAssignableFrom(type)) {
      return "an array";
    }
    if (type.isEnum()) {
      return "one of the listed names";
    }
    return type.isRecord() || Map.class.isAssignableFrom(type) ? "an object" : "another value";
  }

  private static String pointer(JacksonException e) {
    StringBuilder pointer = new StringBuilder();
    for (JacksonException.Reference reference : e.getPath()) {
      pointer.append('/');
      if (reference.getPropertyName() == null) {
        pointer.append(reference.getIndex());
      } else {
        pointer.append(reference.getPropertyName().replace("~", "~0").replace("/", "~1"));
      }
    }
    return pointer.toString();
  }

  /// Touches what records, strings, numbers, booleans and maps need.
  record Sample(String text, int number, Map<String, Object> map) {}
}
