package weft.verify.tidy;

import java.util.ArrayList;
import java.util.List;

/// A place that may break a rule, with the reason.
///
/// @param rule simple name of the rule's class
/// @param place start of the [Finding#place] it covers
/// @param reason why the place is right as it is
record Exemption(String rule, String place, String reason) {
  /// The findings no exemption covers.
  static List<Finding> remaining(String rule, List<Finding> findings, List<Exemption> exemptions) {
    List<Finding> remaining = new ArrayList<>();
    for (Finding finding : findings) {
      if (exemptions.stream().noneMatch(exemption -> exemption.covers(rule, finding))) {
        remaining.add(finding);
      }
    }
    return remaining;
  }

  private boolean covers(String otherRule, Finding finding) {
    return rule.equals(otherRule) && finding.place().startsWith(place);
  }
}
