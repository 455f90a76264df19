package weft.hub.tls.engine;

import org.jspecify.annotations.Nullable;

/// One connection's TLS, of a server or a client: turns received bytes into plain ones and plain
/// ones into records, on native addresses.
///
/// ```
/// handshake* → ESTABLISHED → decrypt*, encrypt* → endOutput → close
/// ```
///
/// Hub thread, but for what [#task] answers. What a call took of its input is told by [#consumed].
public interface TlsEngine {
  /// How a handshake goes on.
  enum Step {
    /// More bytes of the peer are needed.
    MORE,
    /// The task must run elsewhere; then [#handshake] is called again, with the bytes that were not
    /// consumed.
    TASK,
    /// Plain bytes may go both ways.
    ESTABLISHED,
    /// It has failed, as [#failure] says.
    FAILED
  }

  /// Answer of [#decrypt]: nothing comes before more is received.
  int NEEDS_MORE = 0;

  /// Answer of [#decrypt]: the peer has ended its stream in order.
  int ENDED = -1;

  /// Answer of [#decrypt] and [#encrypt]: the connection is broken, as [#failure] says.
  int BROKEN = -2;

  /// Most plain bytes in a record. RFC 8446 §5.1.
  int PLAIN_MAX = 16 * 1024;

  /// Takes bytes of the peer's handshake. A client begins with none.
  Step handshake(long address, int length);

  /// The work that [Step#TASK] is about; runs once, on any thread. While it is under way nothing
  /// but [#close] and [#abandonTask] may be called.
  Runnable task();

  /// The task will never run.
  void abandonTask();

  /// Bytes of its input the last call has taken.
  int consumed();

  /// Takes received bytes and writes the plain bytes of one record.
  ///
  /// @param capacity room at `target`, at least [#PLAIN_MAX]
  /// @return count of plain bytes, or one of the negative answers, or [#NEEDS_MORE]
  int decrypt(long address, int length, long target, int capacity);

  /// Whether [#decrypt] has something to say without further bytes.
  boolean holdsInput();

  /// Room that [#encrypt] needs for so many plain bytes.
  int roomFor(int plain);

  /// Writes one record with plain bytes.
  ///
  /// @param length plain bytes, 1 to [#PLAIN_MAX]
  /// @return count of bytes written, or [#BROKEN]
  int encrypt(long source, int length, long target, int capacity);

  /// Has the engine say that our stream has ended; the alert is in [#takeOutput].
  void endOutput();

  /// Bytes the engine has to send by itself: handshake messages and alerts.
  int outputSize();

  /// Takes such bytes.
  ///
  /// @return count of bytes written at `target`
  int takeOutput(long target, int capacity);

  /// Why the last call has failed.
  TlsProblem failure();

  /// What was agreed. Once established.
  TlsAgreement agreement();

  /// Gives all memory back; nothing may be called afterwards.
  ///
  /// @param released runs when nothing uses the context any more: at once, or on the pool when a
  ///   task is under way
  void close(Runnable released);

  /// The rest about a failure, in lower case without a full stop: the alert's name, why a
  /// certificate was refused, or the library's own words; `null` when there is none.
  @Nullable String detail();
}
