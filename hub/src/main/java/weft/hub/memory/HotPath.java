package weft.hub.memory;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a method that runs per event, head, header or byte: it does not allocate.
///
/// TidyTest reads the class files and refuses `new` (except of a throwable), boxing, streams,
/// string concatenation and capturing lambdas in marked methods.
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface HotPath {}
