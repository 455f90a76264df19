package weft.hub.memory;

import org.jspecify.annotations.Nullable;

/// A piece of native memory with a read position and a write limit.
///
/// Invariant: 0 ≤ position ≤ limit ≤ capacity. Bytes in `[position, limit)` wait to be read, bytes
/// in `[limit, capacity)` are free to write. Behind the capacity lie [#TAIL_PAD] bytes that
/// word-wise scans may read and overwrite, never count on.
///
/// Confined to the hub that lent it; one owner at a time.
public final class Buffer {
  /// Bytes behind the capacity that a scan may touch.
  public static final int TAIL_PAD = 64;

  private final long address;
  private final int capacity;
  final Slab slab;
  private int position;
  private int limit;
  boolean lent;

  /// The next buffer in whatever list its owner keeps.
  public @Nullable Buffer next;

  Buffer(Slab slab, long address, int capacity) {
    this.slab = slab;
    this.address = address;
    this.capacity = capacity;
  }

  /// Bytes it can hold.
  @HotPath
  public int capacity() {
    return capacity;
  }

  /// Address of the next byte to read.
  @HotPath
  public long readAddress() {
    return address + position;
  }

  /// Address of the next byte to write.
  @HotPath
  public long writeAddress() {
    return address + limit;
  }

  /// Count of bytes waiting to be read.
  @HotPath
  public int readable() {
    return limit - position;
  }

  /// Count of bytes that still fit.
  @HotPath
  public int writable() {
    return capacity - limit;
  }

  /// Marks `count` bytes as read.
  @HotPath
  public void read(int count) {
    assert count >= 0 && count <= readable() : count;
    position += count;
  }

  /// Marks `count` bytes behind the limit as written.
  @HotPath
  public void wrote(int count) {
    assert count >= 0 && count <= writable() : count;
    limit += count;
  }

  /// Forgets everything in it.
  @HotPath
  public void clear() {
    position = 0;
    limit = 0;
  }

  /// Appends one byte.
  @HotPath
  public void put(byte value) {
    assert writable() >= 1;
    Memory.putByte(address + limit, value);
    limit++;
  }

  /// Appends bytes of an array.
  @HotPath
  public void put(byte[] source, int offset, int length) {
    assert length <= writable();
    Memory.copyIn(source, offset, address + limit, length);
    limit += length;
  }

  /// Appends native bytes.
  @HotPath
  public void put(long source, int length) {
    assert length <= writable();
    Memory.copy(source, address + limit, length);
    limit += length;
  }
}
