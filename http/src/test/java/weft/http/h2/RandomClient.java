package weft.http.h2;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// A client of the simulation: opens streams, sends bodies within its windows, and plays with
/// windows, settings, priorities and resets. What it says waits on a wire.
final class RandomClient {
  private static final String[] KINDS = {
    "plain", "large", "stream", "trailers", "echo", "read", "abort", "fail"
  };

  private final MachineLink link;
  private final SplittableRandom random;
  private final List<RandomRequest> requests = new ArrayList<>();
  private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
  private int nextId = 1;
  private long sent;
  private boolean goesAway;

  RandomClient(MachineLink link, SplittableRandom random) {
    this.link = link;
    this.random = random;
    int window = random.nextInt(3) == 0 ? random.nextInt(100_000) : 65_535;
    link.client.preface(PeerSettings.INITIAL_WINDOW_SIZE, window).settingsAck();
    link.log.announced(window);
    say();
  }

  private void say() {
    wire.writeBytes(link.client.take());
  }

  List<RandomRequest> requests() {
    return requests;
  }

  // The wire.

  boolean hasMore() {
    return wire.size() > 0;
  }

  /// Some of what was said arrives.
  void deliver(int most) {
    byte[] bytes = wire.toByteArray();
    int count = Math.min(bytes.length, most);
    wire.reset();
    wire.write(bytes, count, bytes.length - count);
    link.receive(Arrays.copyOf(bytes, count));
  }

  /// A byte is changed on the way.
  void corrupt() {
    byte[] bytes = wire.toByteArray();
    if (bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      wire.reset();
      wire.writeBytes(bytes);
    }
  }

  // What it does.

  /// One thing, whatever comes to its mind.
  void act() {
    switch (random.nextInt(13)) {
      case 0, 1 -> open();
      case 2, 3, 4, 5 -> upload(random.nextInt(20_000));
      case 6 -> allow(0, 1 + random.nextInt(50_000));
      case 7 -> {
        RandomRequest request = any();
        if (request != null && !link.stream(request.id()).isOver()) {
          allow(request.id(), 1 + random.nextInt(50_000));
        }
      }
      case 8 -> reset();
      case 9 -> changeSettings();
      case 10 -> {
        RandomRequest request = any();
        if (request != null) {
          link.client.priorityUpdate(
              request.id(), "u=" + random.nextInt(8) + (random.nextBoolean() ? ", i" : ""));
        }
      }
      case 11 -> {
        List<AnsweredStream> promised = link.log.promised();
        if (!promised.isEmpty()) {
          meddle(promised.get(random.nextInt(promised.size())));
        }
      }
      default -> {
        link.client.ping("abcdefgh");
        answerPings();
      }
    }
    say();
  }

  private RandomRequest any() {
    return requests.isEmpty() ? null : requests.get(random.nextInt(requests.size()));
  }

  void open() {
    if (goesAway || requests.size() >= 40) {
      return;
    }
    boolean post = random.nextBoolean();
    int length = post ? random.nextInt(random.nextInt(4) == 0 ? 200_000 : 5000) : 0;
    String kind = KINDS[random.nextInt(KINDS.length)];
    int size = 1 + random.nextInt(random.nextInt(4) == 0 ? 200_000 : 5000);
    String method = post ? "POST" : random.nextInt(6) == 0 ? "HEAD" : "GET";
    RandomRequest request = new RandomRequest(nextId, method, kind, size, length);
    nextId += 2 * (1 + random.nextInt(2));
    requests.add(request);
    List<String> fields = new ArrayList<>();
    if (post && random.nextBoolean()) {
      fields.addAll(List.of("content-length", Integer.toString(length)));
    }
    if (random.nextInt(3) == 0) {
      fields.addAll(List.of("priority", "u=" + random.nextInt(8) + ", i"));
    }
    if (post && random.nextInt(5) == 0) {
      fields.addAll(List.of("expect", "100-continue"));
    }
    if (random.nextInt(3) == 0) {
      fields.addAll(List.of("x-" + random.nextInt(50), "y".repeat(random.nextInt(300))));
    }
    List<String> all =
        new ArrayList<>(
            List.of(
                ":method",
                method,
                ":scheme",
                "http",
                ":path",
                "/" + kind + "?" + size,
                ":authority",
                "example.com"));
    all.addAll(fields);
    byte[] block = link.client.encode(all.toArray(String[]::new));
    link.client.blockInPieces(
        request.id(), !post, block, random.nextInt(4) == 0 ? 1 + block.length / 3 : block.length);
    request.ended = !post;
  }

  private void upload(int most) {
    List<RandomRequest> uploads =
        requests.stream().filter(each -> !each.ended && !isDead(each)).toList();
    if (!uploads.isEmpty()) {
      upload(uploads.get(random.nextInt(uploads.size())), most);
    }
  }

  private boolean isDead(RandomRequest request) {
    AnsweredStream stream = link.stream(request.id());
    return stream.gaveUp || stream.resetCode != null;
  }

  private void upload(RandomRequest request, int most) {
    AnsweredStream stream = link.stream(request.id());
    long window =
        Math.min(
            link.log.sendWindow - sent,
            link.log.sendInitialWindow + stream.sendAllowed - request.sent);
    int padding = random.nextInt(5) == 0 ? random.nextInt(100) : -1;
    int overhead = 1 + padding;
    int left = request.length() - request.uploaded;
    int count = (int) Math.min(Math.min(left, Math.min(most, 16_000)), window - overhead);
    if (count < 0 || (count == 0 && left > 0)) {
      return;
    }
    byte[] content = Pattern.part(request.id(), request.uploaded, count);
    boolean last = count == left;
    boolean trailers = last && random.nextInt(4) == 0;
    if (padding < 0) {
      link.client.data(request.id(), last && !trailers, content);
    } else {
      link.client.padded(
          request.id(),
          last && !trailers,
          new String(content, java.nio.charset.StandardCharsets.ISO_8859_1),
          padding);
    }
    if (trailers) {
      link.client.headers(request.id(), true, "x-sum", "1");
    }
    request.uploaded += count;
    request.sent += count + overhead;
    sent += count + overhead;
    request.ended = last;
  }

  private void allow(int streamId, int count) {
    link.client.windowUpdate(streamId, count);
    link.log.allowed(streamId, count);
  }

  private void reset() {
    RandomRequest request = any();
    if (request != null && random.nextInt(3) == 0 && !link.stream(request.id()).isOver()) {
      link.client.resetStream(request.id(), ErrorCode.CANCEL);
      link.log.gaveUp(request.id());
    }
  }

  /// Opens the window of what was promised, declines it, or says how urgent it is.
  private void meddle(AnsweredStream promised) {
    switch (random.nextInt(3)) {
      case 0 -> {
        if (!promised.isOver()) {
          allow(promised.id, 1 + random.nextInt(50_000));
        }
      }
      case 1 -> {
        if (!promised.isOver()) {
          link.client.resetStream(promised.id, ErrorCode.CANCEL);
          link.log.gaveUp(promised.id);
        }
      }
      default -> link.client.priorityUpdate(promised.id, "u=" + random.nextInt(8));
    }
  }

  private void changeSettings() {
    int window = random.nextInt(150_000);
    if (random.nextInt(4) == 0) {
      link.client.settings(
          PeerSettings.INITIAL_WINDOW_SIZE,
          window,
          PeerSettings.ENABLE_PUSH,
          random.nextInt(2),
          PeerSettings.MAX_CONCURRENT_STREAMS,
          random.nextInt(5));
    } else if (random.nextBoolean()) {
      link.client.settings(
          PeerSettings.INITIAL_WINDOW_SIZE,
          window,
          PeerSettings.HEADER_TABLE_SIZE,
          random.nextInt(4097));
    } else {
      link.client.settings(PeerSettings.INITIAL_WINDOW_SIZE, window);
    }
    link.log.announced(window);
  }

  private void answerPings() {
    for (byte[] data : link.log.pings) {
      link.client.pingAck(data);
    }
    link.log.pings.clear();
  }

  /// Does its part to bring everything to an end: opens windows, ends bodies.
  void conclude() {
    goesAway = true;
    answerPings();
    allow(0, 100_000);
    for (AnsweredStream promised : link.log.promised()) {
      if (!promised.isOver()) {
        allow(promised.id, 100_000);
      }
    }
    for (RandomRequest request : requests) {
      if (!isDead(request) && !link.stream(request.id()).ended) {
        allow(request.id(), 100_000);
      }
      while (!request.ended && !isDead(request)) {
        int before = request.uploaded;
        upload(request, 16_000);
        if (request.uploaded == before && !request.ended) {
          break;
        }
      }
    }
    say();
  }
}
