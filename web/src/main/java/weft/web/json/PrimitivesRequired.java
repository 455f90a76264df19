package weft.web.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/// Makes primitive parameters of constructors required: a number the client left out is not 0.
final class PrimitivesRequired extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
    Boolean marked = super.hasRequiredMarker(config, member);
    if (marked == null && member instanceof AnnotatedParameter parameter) {
      return parameter.getRawType().isPrimitive() ? Boolean.TRUE : null;
    }
    return marked;
  }
}
