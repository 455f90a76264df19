package weft.web.options;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The table of everything a user can set.
///
/// Flags, variables, the help text ([OptionText#help]) and the documentation
/// ([OptionText#markdown]) come from here; [OptionReader] reads them.
public final class OptionTable {
  private static final List<Option<?>> ALL = made();

  private OptionTable() {}

  /// All options, in the order of the documentation.
  public static List<Option<?>> all() {
    return ALL;
  }

  /// The option of that name, without dashes.
  static Optional<Option<?>> find(String name) {
    return ALL.stream().filter(option -> option.name().equals(name)).findFirst();
  }

  private static List<Option<?>> made() {
    List<Option<?>> all = new ArrayList<>();
    all.addAll(ListeningRows.rows());
    all.addAll(HttpsRows.rows());
    all.addAll(HttpsRows.tlsRows());
    all.addAll(HttpsOnlyRows.rows());
    all.addAll(HubRows.rows());
    all.addAll(ListeningRows.httpRows());
    all.addAll(Http2Rows.rows());
    all.addAll(LimitRows.rows());
    all.addAll(FormRows.rows());
    all.addAll(FormRows.multipartRows());
    return Collections.unmodifiableList(all);
  }
}
