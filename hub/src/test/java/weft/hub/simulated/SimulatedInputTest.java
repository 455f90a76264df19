package weft.hub.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.hub.memory.InputRoom;
import weft.hub.memory.Memory;

class SimulatedInputTest {
  private final SimulatedInput input = new SimulatedInput();

  @AfterEach
  void close() {
    input.close();
  }

  private static final class Room implements InputRoom {
    int bytes;

    @Override
    public int inputRoom() {
      return bytes;
    }

    @Override
    public long underWayMax() {
      return 1 << 20;
    }
  }

  @Test
  void anEndlessRoomIsTakenInPieces() {
    assertThat(input.room()).isEqualTo(16 * 1024);
  }

  @Test
  void whoStallsIsLookedAtWhenThereIsRoom() {
    var room = new Room();
    input.within(room);
    var channels = new SimulatedChannels(new SimulatedNetwork(1));
    var stream =
        new SimulatedStreamChannel(
            channels, input, new SimulatedShortages(channels.network()), null);
    channels.add(stream);
    assertThat(input.room()).isZero();

    input.stall(stream);
    input.feed();
    assertThat(channels.isQuiet()).isTrue();
    assertThat(input.starvations()).isOne();

    room.bytes = 1;
    input.feed();
    assertThat(channels.isQuiet()).isFalse();
    assertThat(input.room()).isOne();

    channels.serve();
    input.feed();
    assertThat(channels.isQuiet()).as("fed once only").isTrue();
  }

  @Test
  void whatWasDeliveredIsSpoiledWithItsTail() {
    long address = input.fill("bytes".getBytes(StandardCharsets.US_ASCII));
    assertThat(Memory.getByte(address)).isEqualTo((byte) 'b');

    input.spoil(5);

    byte[] spoiled = new byte[5 + 64];
    Memory.copyOut(address, spoiled, 0, spoiled.length);
    assertThat(spoiled).containsOnly(spoiled[0]).doesNotContain((byte) 'b', (byte) 0);
  }
}
