package weft.verify.conformance;

import java.util.ArrayList;
import java.util.List;

/// All rows.
public final class CaseTable {
  private CaseTable() {}

  /// Every row.
  public static List<WireCase> all() {
    List<WireCase> cases = new ArrayList<>();
    cases.addAll(RequestLineCases.list());
    cases.addAll(TargetCases.list());
    cases.addAll(FieldCases.list());
    cases.addAll(LengthCases.list());
    cases.addAll(ChunkCases.list());
    cases.addAll(ConnectionCases.list());
    return cases;
  }

  /// The rows all of whose requests are well-formed.
  public static List<WireCase> served() {
    return all().stream().filter(WireCase::isServed).toList();
  }
}
