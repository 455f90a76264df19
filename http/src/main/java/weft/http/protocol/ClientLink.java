package weft.http.protocol;

/// What a [ClientMachine] asks of whoever drives it.
public interface ClientLink extends ConnectionLink {
  /// [ClientMachine#available] or [ClientMachine#isSpent] has changed. Called last, behind what the
  /// machine tells the owners of calls.
  void availabilityChanged();
}
