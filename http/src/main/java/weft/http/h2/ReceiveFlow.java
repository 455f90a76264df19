package weft.http.h2;

import weft.hub.memory.HotPath;

/// The windows of what the peer sends: the connection's and its streams'. What is read, or thrown
/// away, is given back; how much there may be at a time grows with the way to the peer.
final class ReceiveFlow {
  /// The connection's window is so many times as large as those of its streams.
  private static final int STREAMS = 4;

  /// What every connection begins with (RFC 9113 §6.9.2).
  private static final int FIRST_WINDOW = 65_535;

  private final ControlFrames control;
  private final StreamTable streams;
  private final WindowTuner tuner;
  private final ReceiveWindow window = new ReceiveWindow();
  private int unread;
  private boolean closed;

  ReceiveFlow(Http2Hub shared, ControlFrames control, StreamTable streams) {
    this.control = control;
    this.streams = streams;
    tuner = new WindowTuner(shared.options.windowBytes(), shared.options.windowBytesMax());
    window.start(STREAMS * tuner.bytes());
  }

  /// Tells the peer how much larger than usual the connection's window is.
  void announce() {
    control.windowUpdate(0, STREAMS * tuner.bytes() - FIRST_WINDOW);
  }

  /// The peer is told nothing any more.
  void close() {
    closed = true;
  }

  /// The window of a new stream, in bytes.
  @HotPath
  int streamWindow() {
    return tuner.bytes();
  }

  /// Bytes of bodies that wait for their readers.
  @HotPath
  int unread() {
    return unread;
  }

  /// Data comes.
  ///
  /// @return false when it is more than the connection's window allows
  @HotPath
  boolean take(int bytes) {
    tuner.arrived(bytes);
    return window.take(bytes);
  }

  /// Data that belongs to no stream, or that is kept for none, is done with.
  @HotPath
  void give(int bytes) {
    int update = window.give(bytes);
    if (update > 0 && !closed) {
      control.windowUpdate(0, update);
    }
  }

  /// Bytes of a stream are done with.
  @HotPath
  void give(MessageStream stream, int bytes) {
    give(bytes);
    if (stream.state.receives()) {
      int update = stream.body.window.give(bytes);
      if (update > 0 && !closed) {
        control.windowUpdate(stream.id, update);
        if (tuner.probe()) {
          control.ping(Lifetime.PROBE, false);
        }
      }
    }
  }

  /// Bytes of a body wait for their reader.
  @HotPath
  void kept(int bytes) {
    unread += bytes;
  }

  /// Bytes of a body were read.
  @HotPath
  void read(MessageStream stream, int bytes) {
    unread -= bytes;
    give(stream, bytes);
  }

  /// Nobody reads the rest of a body.
  @HotPath
  void drop(MessageStream stream) {
    int dropped = stream.body.drop();
    if (dropped > 0) {
      read(stream, dropped);
    }
  }

  /// The PING that measures the way was answered.
  void probeAnswered() {
    int more = tuner.answered();
    if (more == 0) {
      return;
    }
    control.settings(PeerSettings.INITIAL_WINDOW_SIZE, tuner.bytes());
    for (int slot = 0; slot < streams.slotCount(); slot++) {
      MessageStream stream = streams.slot(slot);
      if (stream != null) {
        stream.body.window.grow(more);
      }
    }
    window.grow(STREAMS * more);
    control.windowUpdate(0, STREAMS * more);
  }
}
