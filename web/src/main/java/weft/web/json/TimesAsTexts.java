package weft.web.json;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.util.Calendar;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;

/// Has dates, times and durations read from the texts they are written as, and from nothing else.
///
/// Jackson also takes numbers, of seconds for some types and milliseconds for others, the same as
/// texts, arrays of fields, and `1e400` for 1970; and it takes longer texts, of which it drops the
/// time of a date, the date of a time, the zone of both, and blanks. Years and months are written
/// as numbers and read as such. A member that is annotated to have another form is read in that.
final class TimesAsTexts extends ValueDeserializerModifier {
  private static final long serialVersionUID = 1L;

  @Override
  public ValueDeserializer<?> modifyDeserializer(
      DeserializationConfig config,
      BeanDescription.Supplier description,
      ValueDeserializer<?> deserializer) {
    return isWrittenAsText(description.getBeanClass()) ? new TimeText(deserializer) : deserializer;
  }

  private static boolean isWrittenAsText(Class<?> type) {
    return (type.getPackageName().equals("java.time") && type != Year.class)
        || Date.class.isAssignableFrom(type)
        || Calendar.class.isAssignableFrom(type);
  }

  /// Lets nothing but texts that are no numbers, and have nothing the type drops, through.
  private static final class TimeText extends DelegatingDeserializer {
    TimeText(ValueDeserializer<?> time) {
      super(time);
    }

    @Override
    protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> time) {
      return new TimeText(time);
    }

    @Override
    public ValueDeserializer<?> createContextual(
        DeserializationContext context, @Nullable BeanProperty property) {
      JsonFormat.Value form =
          property == null
              ? JsonFormat.Value.empty()
              : property.findPropertyFormat(context.getConfig(), handledType());
      if (form.getShape().isNumeric()) {
        return getDelegatee().createContextual(context, property);
      }
      return form.hasPattern()
          ? new PatternText(getDelegatee().createContextual(context, property))
          : super.createContextual(context, property);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) {
      return parser.hasToken(JsonToken.VALUE_STRING) && isWhole(parser.getString())
          ? super.deserialize(parser, context)
          : context.handleUnexpectedToken(getValueType(context), parser);
    }

    /// Whether nothing of the text would be dropped.
    private boolean isWhole(String text) {
      Class<?> type = handledType();
      boolean tooLong =
          type == LocalDateTime.class
              ? text.endsWith("Z")
              : (type == LocalDate.class || type == LocalTime.class) && text.indexOf('T') >= 0;
      return !tooLong && !isNumber(text) && text.strip().length() == text.length();
    }

    private static boolean isNumber(String text) {
      return !text.isBlank()
          && text.chars().allMatch(c -> "+-.0123456789 ".indexOf(c) >= 0)
          && text.indexOf('-', 1) < 0;
    }
  }

  /// Lets nothing but texts through; the pattern says which.
  private static final class PatternText extends DelegatingDeserializer {
    PatternText(ValueDeserializer<?> time) {
      super(time);
    }

    @Override
    protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> time) {
      return new PatternText(time);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) {
      return parser.hasToken(JsonToken.VALUE_STRING)
          ? super.deserialize(parser, context)
          : context.handleUnexpectedToken(getValueType(context), parser);
    }
  }
}
