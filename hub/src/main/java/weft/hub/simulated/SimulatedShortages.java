package weft.hub.simulated;

/// What a back-end pretends to have run out of: by the network's chances, or on demand.
final class SimulatedShortages {
  private final SimulatedNetwork network;
  private int acceptsToFail;
  private int receivesToStarve;

  SimulatedShortages(SimulatedNetwork network) {
    this.network = network;
  }

  void failAccepts(int count) {
    acceptsToFail = count;
  }

  void starveReceives(int count) {
    receivesToStarve = count;
  }

  /// Whether there is no file descriptor for a connection that waits.
  boolean lacksFile() {
    boolean lacks = acceptsToFail > 0 || network.chance(network.faults().acceptNoFiles());
    acceptsToFail = Math.max(0, acceptsToFail - 1);
    return lacks;
  }

  /// Whether there is no buffer for bytes that wait.
  boolean lacksBuffer() {
    boolean lacks = receivesToStarve > 0 || network.chance(network.faults().receiveStarved());
    receivesToStarve = Math.max(0, receivesToStarve - 1);
    return lacks;
  }
}
