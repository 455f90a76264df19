package weft.hub;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// First-in-first-out ring of what is ready to run. Confined to a hub; grows, never shrinks.
///
/// An array of objects, since one of an interface has every store into it checked, which costs more
/// than the store; and generic, so that the cast stands where the queue is polled, and the JIT
/// compiler sees the classes of that place alone.
final class RunQueue<T> {
  private @Nullable Object[] items = new Object[256];
  private int head;
  private int size;
  private int sizeMax;

  @HotPath
  void add(T item) {
    if (size == items.length) {
      growSlow();
    }
    items[(head + size) & (items.length - 1)] = item;
    size++;
    if (size > sizeMax) {
      sizeMax = size;
    }
  }

  // Only add puts anything in.
  @SuppressWarnings("unchecked")
  @HotPath
  @Nullable T poll() {
    if (size == 0) {
      return null;
    }
    T item = (T) items[head];
    items[head] = null;
    head = (head + 1) & (items.length - 1);
    size--;
    return item;
  }

  @HotPath
  boolean isEmpty() {
    return size == 0;
  }

  @HotPath
  int size() {
    return size;
  }

  /// The most it ever held.
  int sizeMax() {
    return sizeMax;
  }

  private void growSlow() {
    @Nullable Object[] grown = Arrays.copyOfRange(items, head, head + items.length * 2);
    System.arraycopy(items, 0, grown, items.length - head, head);
    // What copyOfRange read past the end is empty; the wrapped part follows the unwrapped one.
    items = grown;
    head = 0;
  }
}
