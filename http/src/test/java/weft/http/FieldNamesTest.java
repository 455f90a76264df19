package weft.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import weft.hub.memory.Memory;

class FieldNamesTest {
  private final Arena arena = Arena.ofAuto();

  private int idOf(String name) {
    long address = arena.allocate(name.length() + 64L, 8).address();
    byte[] bytes = name.getBytes(ISO_8859_1);
    Memory.copyIn(bytes, 0, address, bytes.length);
    for (int pad = 0; pad < 64; pad++) {
      Memory.putByte(address + bytes.length + pad, (byte) ':');
    }
    return FieldNames.id(address, bytes.length);
  }

  @Test
  void everyNameIsFoundInAnyCase() {
    for (int id = 1; id < FieldNames.count(); id++) {
      String name = FieldNames.name(id);
      StringBuilder mixed = new StringBuilder();
      for (int index = 0; index < name.length(); index++) {
        char value = name.charAt(index);
        mixed.append(index % 2 == 0 ? Character.toUpperCase(value) : value);
      }
      for (String text : Set.of(name, name.toUpperCase(Locale.ROOT), mixed.toString())) {
        assertThat(idOf(text)).as(text).isEqualTo(id);
        assertThat(FieldNames.id(text)).as(text).isEqualTo(id);
      }
    }
  }

  @Test
  void theNumberedNamesAreTheirConstants() {
    assertThat(FieldNames.name(FieldNames.HOST)).isEqualTo("host");
    assertThat(FieldNames.name(FieldNames.CONNECTION)).isEqualTo("connection");
    assertThat(FieldNames.name(FieldNames.CONTENT_LENGTH)).isEqualTo("content-length");
    assertThat(FieldNames.name(FieldNames.TRANSFER_ENCODING)).isEqualTo("transfer-encoding");
    assertThat(FieldNames.name(FieldNames.EXPECT)).isEqualTo("expect");
    assertThat(FieldNames.name(FieldNames.UPGRADE)).isEqualTo("upgrade");
    assertThat(FieldNames.name(FieldNames.TE)).isEqualTo("te");
    assertThat(FieldNames.name(FieldNames.TRAILER)).isEqualTo("trailer");
    assertThat(FieldNames.name(FieldNames.KEEP_ALIVE)).isEqualTo("keep-alive");
    assertThat(FieldNames.name(FieldNames.DATE)).isEqualTo("date");
    assertThat(FieldNames.name(FieldNames.SERVER)).isEqualTo("server");
    assertThat(FieldNames.name(FieldNames.PROXY_CONNECTION)).isEqualTo("proxy-connection");
  }

  @Test
  void namesThatDifferInOneByteAreUnknown() {
    Set<String> names = new HashSet<>();
    for (int id = 1; id < FieldNames.count(); id++) {
      names.add(FieldNames.name(id));
    }
    for (String name : names) {
      for (int at = 0; at < name.length(); at++) {
        for (int value = 0; value < 256; value++) {
          String other = name.substring(0, at) + (char) value + name.substring(at + 1);
          boolean known = value < 128 && names.contains(other.toLowerCase(Locale.ROOT));
          assertThat(idOf(other) != FieldNames.UNKNOWN)
              .as("%s in %s", value, name)
              .isEqualTo(known);
        }
      }
      assertThat(names.contains(name + "s") || idOf(name + "s") == FieldNames.UNKNOWN).isTrue();
    }
  }

  @Test
  void longNamesAreUnknown() {
    assertThat(idOf("x".repeat(33))).isEqualTo(FieldNames.UNKNOWN);
    assertThat(FieldNames.id("X-Anything-At-All")).isEqualTo(FieldNames.UNKNOWN);
  }
}
