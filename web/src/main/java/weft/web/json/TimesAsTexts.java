package weft.web.json;

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
/// texts, arrays of fields, and `1e400` for 1970. Years and months are written as numbers and read
/// as such, and so is a member that is annotated to have that shape.
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

  /// Lets nothing but texts that are no numbers through.
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
      boolean isNumber =
          property != null
              && property
                  .findPropertyFormat(context.getConfig(), handledType())
                  .getShape()
                  .isNumeric();
      return isNumber
          ? getDelegatee().createContextual(context, property)
          : super.createContextual(context, property);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) {
      return parser.hasToken(JsonToken.VALUE_STRING) && !isNumber(parser.getString())
          ? super.deserialize(parser, context)
          : context.handleUnexpectedToken(getValueType(context), parser);
    }

    private static boolean isNumber(String text) {
      return !text.isBlank()
          && text.chars().allMatch(c -> "+-.0123456789 ".indexOf(c) >= 0)
          && text.indexOf('-', 1) < 0;
    }
  }
}
