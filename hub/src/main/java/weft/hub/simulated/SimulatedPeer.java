package weft.hub.simulated;

import java.io.ByteArrayOutputStream;
import java.net.BindException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.IoFailure;

/// One end of a connection played by a test's script, without a hub.
///
/// Everything it is asked to do happens in order, as soon as the connection permits: what is sent
/// before it is connected, or while buffers are full, waits. It reads all that arrives unless told
/// to read slowly or not at all.
public final class SimulatedPeer {
  private static final int BACKLOG = 1024;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /// A slow reader reads this often, in nanoseconds.
  private static final long READ_PERIOD_NANOS = 10_000_000;

  private final SimulatedNetwork network;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final ArrayDeque<byte[]> output = new ArrayDeque<>();
  private @Nullable SimulatedEnd end;
  private @Nullable IoFailure failure;
  private @Nullable Runnable onConnected;
  private @Nullable Runnable onReceived;
  private @Nullable Runnable onEnded;
  private boolean inputEnded;
  private boolean ending;
  private boolean closing;
  private boolean resetting;
  private boolean paused;
  private boolean readScheduled;
  private long bytesPerSecond = Long.MAX_VALUE;

  private SimulatedPeer(SimulatedNetwork network) {
    this.network = network;
  }

  static SimulatedPeer connect(SimulatedNetwork network, SocketAddress address) {
    var peer = new SimulatedPeer(network);
    SimulatedConnect.begin(network, address, peer::connectEnded);
    return peer;
  }

  static void listen(
      SimulatedNetwork network, SocketAddress address, Consumer<SimulatedPeer> acceptor)
      throws BindException {
    var open = new SimulatedListener[1];
    open[0] =
        SimulatedListener.open(
            network, address, BACKLOG, false, () -> acceptAll(network, open[0], acceptor));
  }

  private static void acceptAll(
      SimulatedNetwork network, SimulatedListener listener, Consumer<SimulatedPeer> acceptor) {
    SimulatedEnd accepted = listener.accept();
    while (accepted != null) {
      var peer = new SimulatedPeer(network);
      peer.attach(accepted);
      acceptor.accept(peer);
      accepted = listener.accept();
    }
  }

  private void connectEnded(@Nullable SimulatedEnd connected, @Nullable IoFailure reason) {
    if (connected == null) {
      failure = reason;
      return;
    }
    attach(connected);
    if (resetting) {
      connected.close(true);
      return;
    }
    run(onConnected);
    changed();
  }

  private void attach(SimulatedEnd connected) {
    end = connected;
    connected.listener(this::changed);
  }

  /// Whether a connection was made, whatever became of it.
  public boolean isConnected() {
    return end != null;
  }

  /// Whether the other end has ended its stream in order and everything of it was read.
  public boolean inputEnded() {
    return inputEnded;
  }

  /// Why connecting failed or the connection broke, or `null`.
  public @Nullable IoFailure failure() {
    return failure;
  }

  /// Its own address, or `null` before it is connected.
  public @Nullable SocketAddress localAddress() {
    return end == null ? null : end.localAddress();
  }

  /// Sends bytes behind everything sent before; nothing on a broken connection.
  ///
  /// @throws IllegalStateException after [#endOutput] or [#close]
  public SimulatedPeer send(byte[] bytes) {
    if (failure != null || resetting) {
      return this;
    }
    if (ending || closing) {
      throw new IllegalStateException("the peer has ended its output");
    }
    if (bytes.length > 0) {
      output.add(bytes.clone());
      changed();
    }
    return this;
  }

  /// Sends text, one byte per character (ISO 8859-1).
  public SimulatedPeer send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Ends its direction when everything is sent.
  public void endOutput() {
    ending = true;
    changed();
  }

  /// Closes when everything is sent. Bytes that come later reset the sender, as in TCP.
  public void close() {
    closing = true;
    changed();
  }

  /// Resets the connection now, with whatever was to be sent.
  public void reset() {
    resetting = true;
    output.clear();
    if (end != null) {
      end.close(true);
    }
  }

  /// Stops reading, so that buffers fill.
  public void pauseReading() {
    paused = true;
  }

  /// Reads again.
  public void resumeReading() {
    paused = false;
    changed();
  }

  /// Reads slowly from now on.
  ///
  /// @param bytesPerSecond at least 1
  public SimulatedPeer readAtMost(long bytesPerSecond) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("a rate of " + bytesPerSecond + " bytes/s reads nothing");
    }
    this.bytesPerSecond = bytesPerSecond;
    return this;
  }

  /// Bytes read so far and not taken.
  public byte[] received() {
    return received.toByteArray();
  }

  /// Count of the bytes read so far and not taken.
  public int receivedCount() {
    return received.size();
  }

  /// Bytes read so far as text, one character per byte (ISO 8859-1).
  public String text() {
    return received.toString(StandardCharsets.ISO_8859_1);
  }

  /// Takes the bytes read so far: they are not [#received] any more.
  public byte[] take() {
    byte[] bytes = received.toByteArray();
    received.reset();
    return bytes;
  }

  /// Has the script go on when it is connected; not called when it is already.
  public SimulatedPeer whenConnected(Runnable action) {
    onConnected = action;
    return this;
  }

  /// Has the script go on each time bytes were read.
  public SimulatedPeer whenReceived(Runnable action) {
    onReceived = action;
    return this;
  }

  /// Has the script go on when the other end has ended its stream or the connection broke.
  public SimulatedPeer whenEnded(Runnable action) {
    onEnded = action;
    return this;
  }

  private void changed() {
    if (end == null) {
      return;
    }
    write(end);
    read(end);
    end(end);
  }

  private void write(SimulatedEnd to) {
    while (!output.isEmpty() && to.writable() > 0) {
      byte[] piece = output.removeFirst();
      int room = to.writable();
      if (piece.length > room) {
        output.addFirst(Arrays.copyOfRange(piece, room, piece.length));
        piece = Arrays.copyOf(piece, room);
      }
      to.write(piece);
    }
    if (output.isEmpty()) {
      if (closing) {
        to.close(false);
      } else if (ending) {
        to.endOutput();
      }
    }
  }

  private void read(SimulatedEnd from) {
    if (paused || readScheduled || closing || from.readable() == 0) {
      return;
    }
    int count = from.readable();
    if (bytesPerSecond != Long.MAX_VALUE) {
      long budget = Math.max(1, bytesPerSecond * READ_PERIOD_NANOS / NANOS_PER_SECOND);
      count = (int) Math.min(count, budget);
      readScheduled = true;
      network.after(
          READ_PERIOD_NANOS,
          () -> {
            readScheduled = false;
            changed();
          });
    }
    received.writeBytes(from.read(count));
    run(onReceived);
  }

  private void end(SimulatedEnd of) {
    boolean endedBefore = inputEnded || failure != null;
    if (of.failure() != null && of.readable() == 0) {
      failure = of.failure();
      output.clear();
      // The descriptor of a broken connection is closed by its owner.
      of.close(true);
    } else if (of.inputEnded()) {
      inputEnded = true;
    }
    if (!endedBefore && (inputEnded || failure != null)) {
      run(onEnded);
    }
  }

  private static void run(@Nullable Runnable action) {
    if (action != null) {
      action.run();
    }
  }
}
