package weft.http.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Objects found by the bytes they were made of.
class InternTableTest {
  private final InternTable<String> table = new InternTable<>();

  private @Nullable String get(String key) {
    return table.get(NativeText.of(key), key.length());
  }

  private void put(String key) {
    table.put(NativeText.of(key), key.length(), key);
  }

  @Test
  void keysOfEveryLengthAreFound() {
    for (int length = 1; length <= InternTable.KEY_BYTES_MAX; length++) {
      String key = key(length);
      put(key);
      assertThat(get(key)).isEqualTo(key);
    }
  }

  /// Each byte of a key counts: one that differs somewhere is another key.
  @Test
  void aKeyThatDiffersAnywhereIsNotFound() {
    for (int length = 1; length <= InternTable.KEY_BYTES_MAX; length++) {
      String key = key(length);
      put(key);
      for (int at = 0; at < length; at++) {
        String other = key.substring(0, at) + '~' + key.substring(at + 1);
        assertThat(get(other)).as("%s beside %s", other, key).isNull();
      }
      assertThat(get(key + "x")).isNull();
      assertThat(length == 1 ? null : get(key.substring(0, length - 1))).isNull();
    }
  }

  @Test
  void zerosBehindAShortKeyAreNotTheKey() {
    put("ab");

    assertThat(get("ab\0")).isNull();
    assertThat(get("ab\0\0\0\0\0\0")).isNull();
  }

  @Test
  void longKeysAreNeitherWantedNorFound() {
    String key = key(InternTable.KEY_BYTES_MAX + 1);

    assertThat(get(key)).isNull();
    assertThat(table.wants(NativeText.of(key), key.length())).isFalse();
  }

  @Test
  void aKeyIsWantedWhenItComesTwiceInARow() {
    String key = "/a/path/of/some/length";

    assertThat(table.wants(NativeText.of(key), key.length())).isFalse();
    assertThat(table.wants(NativeText.of(key), key.length())).isTrue();
  }

  private static String key(int length) {
    Random random = new Random(length);
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < length; index++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }
}
