package weft.web.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Calendar;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.cfg.MutableConfigOverride;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/// JSON by Jackson 3.
///
/// Strict: nothing may follow the value, duplicate names are an error, and so is a missing or null
/// primitive of a record; other members may be missing and are then null. A value has the JSON type
/// that is asked for: no text is a number or a boolean, none of these a text, `""` is not null, a
/// number with a fraction is no integer, no number a constant, and dates and times are texts with
/// no more in them than the type has. Names the type does not have are ignored, so that clients may
/// send more than we know.
public final class JacksonCodec implements JsonCodec {
  private final ObjectMapper mapper;
  private final JacksonFaults faults;

  /// With the mapper that Weft configures.
  public JacksonCodec() {
    this(
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfigDefaults(JacksonCodec::refuseEmpty)
            .withCoercionConfig(LogicalType.Textual, JacksonCodec::refuseOtherThanText)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .annotationIntrospector(new PrimitivesRequired())
            .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .withConfigOverride(Date.class, JacksonCodec::refuseWhatIsNoDate)
            .withConfigOverride(Calendar.class, JacksonCodec::refuseWhatIsNoDate)
            .addModule(new SimpleModule("weft").setDeserializerModifier(new TimesAsTexts()))
            .build());
  }

  /// With a mapper of the user's.
  public JacksonCodec(ObjectMapper mapper) {
    this.mapper = mapper;
    this.faults = new JacksonFaults(mapper);
  }

  private static void refuseEmpty(MutableCoercionConfig config) {
    config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
  }

  private static void refuseOtherThanText(MutableCoercionConfig config) {
    config
        .setCoercion(CoercionInputShape.EmptyString, CoercionAction.TryConvert)
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  private static void refuseWhatIsNoDate(MutableConfigOverride override) {
    override.setFormat(JsonFormat.Value.forLeniency(false));
  }

  @Override
  public byte[] encode(@Nullable Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw withoutForm(ClosedPackage.told(e), e);
    }
  }

  @Override
  public <T> T decode(byte[] json, Class<T> type) {
    if (json.length == 0) {
      throw new JsonError("there is no value", "", 1, 1, null);
    }
    if (!isUtf8(json)) {
      throw new JsonError("not UTF-8", "", 0, 0, null);
    }
    try (JsonParser parser = mapper.createParser(json)) {
      // Ours is the check for what follows, whatever the mapper's.
      ObjectReader reader =
          mapper.readerFor(type).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
      T value = reader.readValue(parser);
      if (value == null) {
        throw new JsonError("the value is null", "", 1, 1, null);
      }
      if (parser.nextToken() != null) {
        TokenStreamLocation place = parser.currentTokenLocation();
        throw new JsonError(
            "another value follows the first", "", place.getLineNr(), place.getColumnNr(), null);
      }
      return value;
    } catch (InvalidDefinitionException e) {
      // Ours, whatever the text is.
      throw withoutForm(ClosedPackage.told(e), e);
    } catch (JacksonException e) {
      String closed = ClosedPackage.told(e);
      throw closed == null ? faults.told(e) : withoutForm(closed, e);
    }
  }

  private static IllegalArgumentException withoutForm(@Nullable String why, JacksonException e) {
    return new IllegalArgumentException(
        "no JSON form: " + (why == null ? e.getOriginalMessage() : why), e);
  }

  /// "JSON text exchanged between systems that are not part of a closed ecosystem MUST be encoded
  /// using UTF-8", <https://www.rfc-editor.org/rfc/rfc8259#section-8.1>. Jackson would also take
  /// UTF-16 and UTF-32, all texts of which have a NUL that UTF-8 must not have, and characters that
  /// are encoded longer than they are, which others read differently.
  private static boolean isUtf8(byte[] json) {
    boolean ascii = true;
    boolean nul = false;
    for (byte each : json) {
      ascii &= each >= 0;
      nul |= each == 0;
    }
    return !nul && (ascii || isDecodable(json));
  }

  private static boolean isDecodable(byte[] json) {
    try {
      CharBuffer _ = UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  @Override
  public void warmUp() {
    byte[] json = encode(new Sample("warm", 1, Map.of("up", true)));
    Sample sample = decode(json, Sample.class);
    assert sample.number() == 1;
  }

  /// Touches what records, strings, numbers, booleans and maps need.
  record Sample(String text, int number, Map<String, Object> map) {}
}
