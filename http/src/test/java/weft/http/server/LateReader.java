package weft.http.server;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import weft.http.Request;

/// A thread that handlers lend their requests: it asks each one for everything, again and again,
/// until that one is over, and is in the middle of a question most of the time in which the handler
/// returns.
///
/// Requests are lent one after the other, and differ only by their user and by having a trailer.
public final class LateReader implements AutoCloseable {
  private static final String USER = "{user}";

  /// A request's head, the right answers, and what else is done with it.
  private record Lent(LentHead head, List<String> right, Runnable use) {}

  private final AtomicReference<@Nullable Lent> slot = new AtomicReference<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong reads = new AtomicLong();

  /// The first request's answers, without and with a trailer.
  private final Map<Boolean, List<String>> shapes = new ConcurrentHashMap<>();

  private final Thread thread = new Thread(this::read);
  private volatile boolean over;
  private volatile long readsBefore;

  /// Starts the thread.
  public LateReader() {
    thread.start();
  }

  /// Lends a request.
  ///
  /// @param user whose it is, a text that is nowhere else in it
  /// @param use what else the thread does between its questions
  public void lend(Request request, String user, Runnable use) {
    LentHead head = new LentHead(request);
    List<String> right =
        shapes
            .computeIfAbsent(
                request.headers().contains("trailer"),
                _ -> head.answers().stream().map(answer -> answer.replace(user, USER)).toList())
            .stream()
            .map(answer -> answer.replace(USER, user))
            .toList();
    readsBefore = reads.get();
    slot.set(new Lent(head, right, use));
  }

  /// Waits until something was read since the last request was lent, or was wrong.
  public void awaitRead() {
    while (reads.get() == readsBefore && wrong.isEmpty()) {
      Thread.onSpinWait();
    }
  }

  /// Answers that were right or wrong.
  public long reads() {
    return reads.get();
  }

  /// What was somebody else's, or nobody's.
  public List<String> wrong() {
    return List.copyOf(wrong);
  }

  private void read() {
    Lent known = null;
    int first = 0;
    while (!over) {
      Lent lent = slot.get();
      if (lent == null || lent == known) {
        Thread.onSpinWait();
        continue;
      }
      known = lent;
      first++;
      try {
        read(lent, first);
      } catch (IllegalStateException _) {
        // The handler has returned, or is just doing so.
      } catch (RuntimeException failure) {
        wrong.add(lent.right + " met " + failure);
      }
    }
  }

  private void read(Lent lent, int first) {
    for (int number = first; ; number++) {
      String answer = lent.head.answer(number);
      if (answer.equals(LentHead.OVER)) {
        return;
      }
      String right = lent.right.get(number % lent.right.size());
      if (!answer.equals(right)) {
        wrong.add("question " + number % lent.right.size() + ": " + answer + ", not " + right);
      }
      lent.use.run();
      reads.incrementAndGet();
    }
  }

  /// Ends the thread.
  @Override
  public void close() throws InterruptedException {
    over = true;
    thread.join();
  }
}
