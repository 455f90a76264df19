package weft.web.forms;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// A form that breaks the grammar or passes a limit: the client's fault.
///
/// Answered as a problem with the status of its fault and a member `fault` that names it. Describes
/// the request, not a bug, and therefore has no stack trace.
public final class FormError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Filled once, then only read.
  private static final Map<FormFault, LongAdder> COUNTS = new EnumMap<>(FormFault.class);

  static {
    for (FormFault fault : FormFault.values()) {
      COUNTS.put(fault, new LongAdder());
    }
  }

  private final FormFault fault;
  private final String detail;

  FormError(FormFault fault, String detail) {
    super(fault + ": " + detail, null, false, false);
    this.fault = fault;
    this.detail = detail;
    counter(fault).increment();
  }

  /// How often there was one of this fault.
  static long count(FormFault fault) {
    return counter(fault).sum();
  }

  private static LongAdder counter(FormFault fault) {
    return Objects.requireNonNull(COUNTS.get(fault));
  }

  /// Which fault it is.
  public FormFault fault() {
    return fault;
  }

  /// What was wrong, shown to the client.
  public String detail() {
    return detail;
  }
}
