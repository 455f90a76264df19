package weft.http.ws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import weft.http.WebSocketClose;
import weft.http.WebSocketDeflate;
import weft.http.WebSocketOptions;
import weft.http.protocol.AllocatedBytes;
import weft.http.ws.WebSocketOwner.Reading;

/// Messages that are read as they come, on the machine.
class ArrivingMessageTest {
  private static final int TEXT_BEGINS = 0x01;
  private static final int BINARY = 0x82;
  private static final int BINARY_BEGINS = 0x02;
  private static final int CONTINUATION = 0x00;
  private static final int LAST = 0x80;
  private static final int COMPRESSED = 0x40;
  private static final int PING = 0x89;
  private static final byte[] CLOSE_1001 = {3, (byte) 0xe9};
  private static final DeflateTerms TERMS = new DeflateTerms(false, false, 15, "");
  private static final DeflateTerms TAKING_OVER = new DeflateTerms(true, true, 15, "");

  private static final WebSocketOptions OPTIONS =
      WebSocketOptions.DEFAULTS
          .withLimits(1000, 1500)
          .withUnreadBytesMax(4000)
          .withDeflate(WebSocketDeflate.ON);

  private boolean complete = true;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();

  private static RecordingSocket socket(Reading reading) {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    socket.reading = reading;
    return socket;
  }

  private static RecordingSocket deflated(DeflateTerms terms) {
    RecordingSocket socket = new RecordingSocket(OPTIONS, false, terms);
    socket.reading = Reading.AS_IT_COMES;
    return socket;
  }

  private static ArrivingMessage arriving(RecordingSocket socket) {
    ArrivingMessage message = socket.arriving;
    assertThat(message).isNotNull();
    return message;
  }

  /// Reads what there is, a little at a time.
  ///
  /// @return what came behind it
  private int read(ArrivingMessage message) {
    byte[] room = new byte[100];
    while (true) {
      int count = message.read(room, 0, room.length);
      if (count < 0) {
        return count;
      }
      read.write(room, 0, count);
      if (count == 0) {
        int size = message.advance();
        if (size < 0) {
          return 0;
        }
      }
    }
  }

  private static byte[] zeros(int length) {
    return new DeflateCodec().deflate(new byte[length], null);
  }

  @Test
  void partsAreReadBeforeTheMessageHasEnded() {
    RecordingSocket socket = socket(Reading.AS_IT_COMES);
    byte[] text = "grün und blau".getBytes(UTF_8);

    socket.receive(TEXT_BEGINS, Arrays.copyOf(text, 3));
    ArrivingMessage message = arriving(socket);
    assertThat(read(message)).isZero();
    assertThat(read.size()).as("half of a character").isEqualTo(3);
    socket.receive(PING, "x");
    assertThat(socket.taken()).isEqualTo("PONG! 1");
    socket.receive(LAST, Arrays.copyOfRange(text, 3, text.length));

    assertThat(read(message)).isEqualTo(ArrivingMessage.END);
    assertThat(read(message)).isEqualTo(ArrivingMessage.END);
    assertThat(message.isText()).isTrue();
    assertThat(read.toByteArray()).isEqualTo(text);
    assertThat(socket.shared.tally.messagesReceived).isOne();
    assertThat(socket.leaks()).isZero();
  }

  @Test
  void piecesOfAFrameAreParts() {
    RecordingSocket socket = socket(Reading.AS_IT_COMES);
    byte[] frame = RecordingSocket.clientFrame(BINARY, new byte[3000]);

    socket.arrive(Arrays.copyOf(frame, 100));
    ArrivingMessage message = arriving(socket);
    assertThat(read(message)).isZero();
    assertThat(read.size()).isEqualTo(92);
    socket.unread = 0;
    socket.arrive(Arrays.copyOfRange(frame, 100, frame.length), 7);

    assertThat(read(message)).isEqualTo(ArrivingMessage.END);
    assertThat(read.toByteArray()).isEqualTo(new byte[3000]);
  }

  @Test
  void limitsOfWholeMessagesDoNotCount() {
    RecordingSocket socket = socket(Reading.AS_IT_COMES);
    socket.receive(BINARY_BEGINS, new byte[3000]);
    ArrivingMessage message = arriving(socket);
    for (int count = 0; count < 100; count++) {
      assertThat(read(message)).isZero();
      socket.unread = 0;
      machine(socket).regulate(socket.now);
      socket.receive(CONTINUATION, new byte[3000]);
    }
    socket.receive(LAST, new byte[0]);

    assertThat(read(message)).isEqualTo(ArrivingMessage.END);
    assertThat(read.size()).isEqualTo(101 * 3000);
    assertThat(socket.close).isNull();
    assertThat(socket.leaks()).isZero();
  }

  @Test
  void nothingIsReceivedWhileTheReaderIsSlow() {
    RecordingSocket socket = socket(Reading.AS_IT_COMES);
    socket.receive(BINARY_BEGINS, new byte[3999]);
    assertThat(socket.paused).isFalse();
    socket.receive(CONTINUATION, new byte[1]);
    assertThat(socket.paused).isTrue();

    socket.unread = 2001;
    machine(socket).regulate(socket.now);
    assertThat(socket.paused).isTrue();
    socket.unread = 2000;
    machine(socket).regulate(socket.now);

    assertThat(socket.paused).isFalse();
  }

  @Test
  void untilSomebodyAsksALittleOfAMessageWaits() {
    for (Reading before : new Reading[] {Reading.NOTHING, Reading.WORKING}) {
      RecordingSocket few = socket(before).receive(BINARY_BEGINS, new byte[900]);
      assertThat(few.paused).isFalse();
      RecordingSocket many = new RecordingSocket(OPTIONS.withLimits(5000, 5000));
      many.reading = before;
      many.receive(BINARY_BEGINS, new byte[4000]);
      assertThat(many.paused).isTrue();
      RecordingSocket tooLarge = socket(before);
      tooLarge.arrive(Arrays.copyOf(RecordingSocket.clientFrame(BINARY, new byte[1001]), 20));
      assertThat(tooLarge.paused).isTrue();
      assertThat(tooLarge.taken()).isEmpty();

      many.reading = Reading.WHOLE;
      machine(many).regulate(many.now);
      assertThat(many.paused).isFalse();
      many.receive(LAST, new byte[1000]);
      assertThat(many.messages)
          .singleElement()
          .satisfies(m -> assertThat(m.size()).isEqualTo(5000));
    }
  }

  @Test
  void whatIsTooLargeToBeWholeIsRefusedWhenItIsWantedWhole() {
    RecordingSocket begun = socket(Reading.WORKING);
    begun.arrive(Arrays.copyOf(RecordingSocket.clientFrame(BINARY, new byte[1001]), 20));
    begun.reading = Reading.WHOLE;
    machine(begun).regulate(begun.now);
    assertThat(begun.taken()).endsWith("(1009)");
    assertThat(begun.faults(WebSocketFault.FRAME_TOO_LARGE)).isOne();
    assertThat(begun.paused).as("its end can come").isFalse();

    RecordingSocket ended = deflated(TERMS);
    ended.reading = Reading.WORKING;
    ended.receive(COMPRESSED | BINARY, zeros(1501));
    assertThat(ended.taken()).isEmpty();
    assertThat(machine(ended).unpack(arriving(ended), ended.now)).isNull();
    assertThat(ended.taken()).endsWith("(1009)");
    assertThat(ended.faults(WebSocketFault.INFLATED_TOO_LARGE)).isOne();
    assertThat(ended.leaks()).isZero();
  }

  @Test
  void whatHasBegunIsReadOnceSomebodyAsks() {
    RecordingSocket socket = socket(Reading.WORKING);
    socket.arrive(Arrays.copyOf(RecordingSocket.clientFrame(BINARY, new byte[9000]), 208));
    assertThat(socket.arriving).isNull();

    socket.reading = Reading.AS_IT_COMES;
    machine(socket).regulate(socket.now);

    assertThat(socket.paused).isFalse();
    assertThat(read(arriving(socket))).isZero();
    assertThat(read.size()).isEqualTo(200);
  }

  @Test
  void messagesBeforeTheOneThatIsWaitedForComeFirst() {
    RecordingSocket socket = socket(Reading.AS_IT_COMES);
    socket.unread = 100;
    socket.receive(BINARY_BEGINS, new byte[500]);
    assertThat(socket.arriving).isNull();

    socket.unread = 0;
    machine(socket).regulate(socket.now);

    assertThat(read(arriving(socket))).isZero();
    assertThat(read.size()).isEqualTo(500);
  }

  @Test
  void badTextIsToldAsItComes() {
    RecordingSocket socket = socket(Reading.AS_IT_COMES);
    socket.receive(TEXT_BEGINS, "fine").receive(CONTINUATION, new byte[] {(byte) 0xc3, 'x'});
    assertThat(socket.taken()).endsWith("(1007)");
    assertThat(socket.faults(WebSocketFault.BAD_UTF8)).isOne();

    RecordingSocket cut = socket(Reading.AS_IT_COMES);
    cut.receive(TEXT_BEGINS, "fine").receive(LAST, new byte[] {(byte) 0xc3});
    assertThat(cut.taken()).endsWith("(1007)");
    assertThat(cut.leaks()).isZero();
  }

  @Test
  void thePeersCloseEndsIt() {
    RecordingSocket socket = socket(Reading.AS_IT_COMES);
    socket.busy = true;
    socket.receive(TEXT_BEGINS, "fine").receive(0x88, CLOSE_1001);
    assertThat(machine(socket).owesClose()).isTrue();
    assertThat(read(arriving(socket))).isZero();

    machine(socket).answerClose(socket.now);

    assertThat(socket.close).isEqualTo(new WebSocketClose(1001, "", true));
  }

  @Test
  void behindOurCloseNothingWaits() {
    RecordingSocket socket = socket(Reading.AS_IT_COMES);
    socket.receive(BINARY_BEGINS, new byte[4000]);
    assertThat(socket.paused).isTrue();

    machine(socket).close(1000, "", socket.now);

    assertThat(socket.paused).isFalse();
    socket.receive(CONTINUATION, new byte[30_000]).receive(LAST, new byte[30_000]);
    socket.receive(BINARY_BEGINS, new byte[30_000]).receive(LAST, new byte[10]);
    socket.receive(0x88, CLOSE_1001);
    assertThat(socket.close).isEqualTo(new WebSocketClose(1000, "", false));
    assertThat(socket.unread).isEqualTo(4000);
    assertThat(socket.leaks()).isZero();
  }

  // Compressed.

  @Test
  void onlyWhatIsReadIsDecompressed() {
    RecordingSocket socket = deflated(TERMS);
    byte[] packed = zeros(8 << 20);
    assertThat(packed).hasSizeLessThan(40_000);
    socket.receive(COMPRESSED | BINARY_BEGINS, Arrays.copyOf(packed, 10_000));
    ArrivingMessage message = arriving(socket);
    byte[] room = new byte[1000];
    assertThat(message.read(room, 0, room.length)).isZero();
    assertThat(message.advance()).isEqualTo(10_000);

    long allocated =
        AllocatedBytes.by(() -> {
          for (int count = 0; count < 250; count++) {
            complete &= message.read(room, 0, room.length) == room.length;
          }
        });

    assertThat(complete).isTrue();
    assertThat(allocated).as("for 250,000 bytes").isLessThan(10_000);
    socket.receive(LAST, Arrays.copyOfRange(packed, 10_000, packed.length));
    assertThat(socket.paused).as("as too much waited").isTrue();
    socket.unread = 0;
    machine(socket).regulate(socket.now);
    assertThat(read(message)).isEqualTo(ArrivingMessage.END);
    assertThat(read.size()).isEqualTo((8 << 20) - 1_000_000);
  }

  @Test
  void aBombEndsAtTheReadersLimit() {
    RecordingSocket pieces = deflated(TERMS);
    byte[] packed = zeros(100_000);
    pieces.receive(COMPRESSED | BINARY_BEGINS, Arrays.copyOf(packed, packed.length - 1));
    ArrivingMessage message = arriving(pieces);
    message.limit(20_000);

    assertThat(read(message)).isEqualTo(ArrivingMessage.FAILED);

    assertThat(read.size()).isBetween(19_900, 20_000);
    assertThat(message.fault()).isEqualTo(WebSocketFault.INFLATED_TOO_LARGE);
    assertThat(read(message)).isEqualTo(ArrivingMessage.FAILED);
    machine(pieces).refuse(message, pieces.now);
    assertThat(pieces.taken()).endsWith("(1009)");
    machine(pieces).refuse(message, pieces.now);
    assertThat(pieces.taken()).isEmpty();
  }

  @Test
  void blocksWithoutDataCountToo() {
    RecordingSocket socket = deflated(TERMS);
    byte[] empty = {0, 0, 0, (byte) 0xff, (byte) 0xff};
    socket.receive(COMPRESSED | BINARY_BEGINS, empty);
    ArrivingMessage message = arriving(socket);
    message.limit(12);
    assertThat(read(message)).isZero();
    socket.receive(CONTINUATION, empty).receive(CONTINUATION, empty);

    assertThat(read(message)).isEqualTo(ArrivingMessage.FAILED);
    assertThat(message.fault()).isEqualTo(WebSocketFault.MESSAGE_TOO_LARGE);
  }

  @Test
  void compressedTextIsChecked() {
    byte[] packed = new DeflateCodec().deflate(new byte[] {'a', (byte) 0xc3, 'b'}, null);
    assertThat(faultOf(packed)).isEqualTo(WebSocketFault.BAD_UTF8);
    byte[] cut = new DeflateCodec().deflate(new byte[] {'a', (byte) 0xc3}, null);
    assertThat(faultOf(cut)).isEqualTo(WebSocketFault.BAD_UTF8);
    assertThat(faultOf(new byte[] {7, -1, -1})).isEqualTo(WebSocketFault.BAD_DEFLATE);
    byte[] whole = new DeflateCodec().deflate("some text that has an end".getBytes(UTF_8), null);
    assertThat(faultOf(Arrays.copyOf(whole, whole.length - 4)))
        .isEqualTo(WebSocketFault.BAD_DEFLATE);
  }

  private WebSocketFault faultOf(byte[] packed) {
    RecordingSocket socket = deflated(TERMS);
    socket.receive(COMPRESSED | TEXT_BEGINS, packed);
    ArrivingMessage message = arriving(socket);
    socket.receive(LAST, new byte[0]);
    assertThat(read(message)).isEqualTo(ArrivingMessage.FAILED);
    WebSocketFault fault = message.fault();
    assertThat(fault).isNotNull();
    return fault;
  }

  @Test
  void laterMessagesReferToOneThatWasReadAsItCame() {
    RecordingSocket socket = deflated(TAKING_OVER);
    DeflateCodec codec = new DeflateCodec();
    DeflateHistory history = new DeflateHistory(DeflateCodec.WINDOW_BYTES);
    byte[] first = "what is said once is not said again".getBytes(UTF_8);
    byte[] one = codec.deflate(first, history);
    byte[] two = codec.deflate(first, history);
    assertThat(two.length).isLessThan(one.length);

    for (byte[] packed : new byte[][] {one, two}) {
      socket.receive(COMPRESSED | TEXT_BEGINS, Arrays.copyOf(packed, 3));
      ArrivingMessage message = arriving(socket);
      socket.receive(LAST, Arrays.copyOfRange(packed, 3, packed.length));
      read.reset();
      assertThat(read(message)).isEqualTo(ArrivingMessage.END);
      assertThat(read.toByteArray()).isEqualTo(first);
      socket.unread = 0;
    }
    socket.reading = Reading.WHOLE;
    socket.receive(COMPRESSED | 0x81, codec.deflate(first, history));
    assertThat(socket.messages)
        .singleElement()
        .satisfies(m -> assertThat(m.bytes()).isEqualTo(first));
  }

  @Test
  void nothingIsAMessageToo() {
    RecordingSocket socket = deflated(TERMS);
    for (int first : new int[] {TEXT_BEGINS, COMPRESSED | TEXT_BEGINS}) {
      socket.receive(first, new byte[0]);
      ArrivingMessage message = arriving(socket);
      assertThat(read(message)).isZero();
      socket.receive(LAST, new byte[0]);
      assertThat(read(message)).isEqualTo(ArrivingMessage.END);
    }
    assertThat(read(ArrivingMessage.of(false, new byte[0]))).isEqualTo(ArrivingMessage.END);
    assertThat(read(ArrivingMessage.of(false, new byte[1]))).isEqualTo(ArrivingMessage.END);
    assertThat(read.size()).isOne();
  }

  private static WebSocketMachine machine(RecordingSocket socket) {
    return socket.machine;
  }
}
