package weft.hub.memory;

/// How much may be received, by what memory there is to keep it in. Whoever receives asks before;
/// what finds no room stays with the system, and the peer is slowed down.
///
/// Confined to a hub.
public interface InputRoom {
  /// Room without end, for receiving without a pool.
  InputRoom ENDLESS =
      new InputRoom() {
        @Override
        @HotPath
        public int inputRoom() {
          return BufferPool.SIZE_MAX;
        }

        @Override
        public long underWayMax() {
          return Long.MAX_VALUE;
        }
      };

  /// Bytes to receive from one connection at a time, at most [BufferPool#SIZE_MAX]; few while
  /// memory is tight, 0 while there is none.
  int inputRoom();

  /// Bytes that may be on their way in without having been asked for one by one, at least 0.
  long underWayMax();
}
