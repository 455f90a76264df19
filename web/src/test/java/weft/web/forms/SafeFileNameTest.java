package weft.web.forms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names that clients choose, and what is made of them.
class SafeFileNameTest {
  private static final long SEED = 11;

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          a.txt,a.txt
          größe 1.txt,größe 1.txt
          日本語.png,日本語.png
          ../../etc/passwd,passwd
          C:\\Users\\x\\a.txt,a.txt
          \\\\server\\share\\a.txt,a.txt
          /,unnamed
          ..,unnamed
          ...,unnamed
          '',unnamed
          '   ',unnamed
          .htaccess,htaccess
          ..\\..\\.bashrc,bashrc
          'a.txt. . ',a.txt
          a:b.txt,a_b.txt
          a.txt::$DATA,a.txt__$DATA
          'a<b>c|d?e*f"g',a_b_c_d_e_f_g
          con,_con
          CON.txt,_CON.txt
          Aux .h,_Aux .h
          com1,_com1
          LPT9.log,_LPT9.log
          com¹,_com¹
          console.log,console.log
          -rf,_rf
          --help,_-help
          a\\,unnamed
          """)
  void namesAreMadeSafe(String name, String safe) {
    assertThat(SafeFileName.of(name)).isEqualTo(safe);
  }

  @Test
  void whatCannotBeSeenIsReplaced() {
    assertThat(SafeFileName.of("a\0b\r\nc\u007f\u0085.txt")).isEqualTo("a_b__c__.txt");
    assertThat(SafeFileName.of("invoice\u202Efdp.exe")).isEqualTo("invoice_fdp.exe");
    assertThat(SafeFileName.of("a\u200bb\u2028c\ud800d\uffff")).isEqualTo("a_b_c_d_");
  }

  @Test
  void lettersOfTwoPartsAreOne() {
    assertThat(SafeFileName.of("o\u0308.txt")).isEqualTo("\u00f6.txt");
  }

  @Test
  void longNamesKeepTheirEnding() {
    String safe = SafeFileName.of("ö".repeat(500) + ".tar.gz");

    assertThat(safe).endsWith("ö.gz");
    assertThat(safe.getBytes(UTF_8).length).isBetween(250, 255);
    assertThat(SafeFileName.of("x".repeat(300))).hasSize(255);
    assertThat(SafeFileName.of("a." + "x".repeat(300))).hasSize(255);
    assertThat(SafeFileName.of("😀".repeat(300)).getBytes(UTF_8).length).isEqualTo(252);
  }

  @Test
  void whateverComesStaysInItsFolder() {
    Random random = new Random(SEED);
    String letters = "../\\\0:.ab \r\n\u202e%\ud83d\ude00co1nul-~";
    Path folder = Path.of("folder").toAbsolutePath();
    for (int round = 0; round < 20_000; round++) {
      StringBuilder name = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        name.append(letters.charAt(random.nextInt(letters.length())));
      }
      Path file = folder.resolve(SafeFileName.of(name.toString()));
      assertThat(file.normalize()).as("seed " + SEED + ": " + name).isEqualTo(file);
      assertThat(file.getParent()).isEqualTo(folder);
      assertThat(file.getFileName().toString()).doesNotStartWith(".");
    }
  }
}
