package weft.web.forms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Parts of a form, as handlers read them.
class MultipartTest {
  private static void assertFault(FormFault fault, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            FormError.class, error -> assertThat(error.fault()).isEqualTo(fault));
  }

  private static void skipAll(Multipart form) {
    for (Part part : form) {
      assertThat(part.name()).isNotNull();
    }
  }

  @Test
  void partsComeInOrderWithTheirContent() throws IOException {
    byte[] content = FormBytes.tricky(200_000);
    FormBytes bytes = new FormBytes().field("a", "ä").file("f", "x.bin", content).field("a", "");
    List<String> seen = new ArrayList<>();

    for (Part part : bytes.form()) {
      byte[] got = part.bytes();
      seen.add(part.name() + " " + part.fileName() + " " + got.length);
      assertThat(got).isEqualTo(part.isFile() ? content : got);
    }

    assertThat(seen).containsExactly("a null 2", "f x.bin 200000", "a null 0");
  }

  @Test
  void howBytesComeMakesNoDifference() throws IOException {
    byte[] content = FormBytes.tricky(3000);
    byte[] whole = new FormBytes().field("a", "1").file("f", "x", content).whole();
    for (int most : new int[] {1, 2, 3, 7, 64, 1000}) {
      Multipart form = FormBytes.form(FormBytes.slow(whole, most), -1, MultipartLimits.DEFAULTS);
      Iterator<Part> parts = form.iterator();
      assertThat(parts.next().text()).isEqualTo("1");
      assertThat(parts.next().bytes()).isEqualTo(content);
      assertThat(parts.hasNext()).isFalse();
    }
  }

  @Test
  void whatNobodyReadsIsSkipped() throws IOException {
    Multipart form =
        new FormBytes()
            .file("a", "x", FormBytes.tricky(300_000))
            .file("b", "y", FormBytes.tricky(300_000))
            .field("c", "end")
            .form();
    Iterator<Part> parts = form.iterator();

    InputStream first = parts.next().stream();
    assertThat(first.readNBytes(10)).hasSize(10);
    assertThat(parts.next().name()).isEqualTo("b");
    assertThat(parts.next().text()).isEqualTo("end");

    assertThatThrownBy(first::read).isInstanceOf(IllegalStateException.class);
    assertThat(parts.hasNext()).isFalse();
    assertThatThrownBy(parts::next).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(form::iterator).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(form::all).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theStreamOfAPartEndsWithIt() throws IOException {
    for (Part part : new FormBytes().field("a", "xyz").field("b", "0").form()) {
      InputStream stream = part.stream();
      assertThat(stream.read()).isPositive();
      stream.readAllBytes();
      assertThat(stream.read()).isEqualTo(-1);
      assertThat(stream.read(new byte[0])).isZero();
      assertThat(part.bytes()).isEmpty();
    }
  }

  @Test
  void aHeadSaysWhatItSays() {
    Part part =
        new FormBytes()
            .part(
                "name=f; filename=\"../a.txt\"",
                "Content-Type: text/csv\r\nX-A: 1\r\n",
                new byte[0])
            .form()
            .iterator()
            .next();

    assertThat(part.contentType()).isEqualTo("text/csv");
    assertThat(part.header("x-a")).isEqualTo("1");
    assertThat(part.header("x-b")).isNull();
    assertThat(part.fileName()).isEqualTo("../a.txt");
    assertThat(part.safeName()).isEqualTo("a.txt");
    assertThat(new FormBytes().field("a", "").form().iterator().next().safeName())
        .isEqualTo("unnamed");
  }

  @Test
  void aTextIsReadInItsCharset() throws IOException {
    byte[] latin = "é".getBytes(ISO_8859_1);
    String type = "Content-Type: text/plain; charset=\"ISO-8859-1\"\r\n";

    assertThat(new FormBytes().part("name=a", type, latin).form().iterator().next().text())
        .isEqualTo("é");
    assertFault(
        FormFault.TEXT,
        () -> new FormBytes().part("name=a", "", latin).form().iterator().next().text());
    assertFault(
        FormFault.CHARSET,
        () ->
            new FormBytes()
                .part("name=a", "Content-Type: text/plain; charset=x-none\r\n", latin)
                .form()
                .iterator()
                .next()
                .text());
  }

  /// RFC 7578 §4.6.
  @Test
  void theFieldCharsetNamesTheCharsetOfOthers() throws IOException {
    byte[] latin = "é".getBytes(ISO_8859_1);
    FormBytes bytes = new FormBytes().field("_charset_", "iso-8859-1").part("name=a", "", latin);
    byte[] whole =
        bytes.part("name=b", "Content-Type: text/plain; charset=utf-8\r\n", latin).whole();
    for (boolean read : new boolean[] {true, false}) {
      Multipart form =
          FormBytes.form(FormBytes.slow(whole, 3), whole.length, MultipartLimits.DEFAULTS);
      Iterator<Part> parts = form.iterator();
      Part charset = parts.next();
      if (read) {
        assertThat(charset.text()).isEqualTo("iso-8859-1");
      }
      assertThat(parts.next().text()).isEqualTo("é");
      assertFault(FormFault.TEXT, parts.next()::text);
    }
    assertFault(
        FormFault.CHARSET,
        new FormBytes().field("_charset_", "?".repeat(1000)).field("a", "").form()::all);
  }

  @Test
  void allOfASmallFormIsInMemory() throws IOException {
    MultipartForm form =
        new FormBytes()
            .field("a", "1")
            .file("f", "one.txt", "content".getBytes(UTF_8))
            .field("a", "2")
            .file("none", "", new byte[0])
            .file("f", "two.txt", new byte[0])
            .form()
            .all();

    assertThat(form.fields().all("a")).containsExactly("1", "2");
    assertThat(form.field("a")).isEqualTo("1");
    assertThat(form.files()).hasSize(2).allMatch(FormFile::isInMemory);
    FormFile file = Objects.requireNonNull(form.file("f"));
    assertThat(file.stream().readAllBytes()).isEqualTo("content".getBytes(UTF_8));
    assertThat(file.fileName()).isEqualTo("one.txt");
    assertThat(file.safeName()).isEqualTo("one.txt");
    assertThat(file.contentType()).isNull();
    assertThat(file.size()).isEqualTo(7);
    assertThat(form.file("none")).isNull();
  }

  @Test
  void fieldsAndHeadsOfAllAreLimited() {
    MultipartLimits limits = MultipartLimits.DEFAULTS.withMemoryBytesMax(1000);

    assertFault(FormFault.MEMORY, new FormBytes().field("a", "x".repeat(600)).form(limits)::all);
    FormBytes many = new FormBytes();
    for (int index = 0; index < 20; index++) {
      many.file("f", "x", new byte[0]);
    }
    assertFault(FormFault.MEMORY, many.form(limits)::all);
  }

  @Test
  void onePartInMemoryIsLimited() throws IOException {
    MultipartLimits limits = MultipartLimits.DEFAULTS.withMemoryBytesMax(10);

    assertThat(new FormBytes().field("a", "0123456789").form(limits).iterator().next().bytes())
        .hasSize(10);
    assertFault(
        FormFault.MEMORY,
        () -> new FormBytes().field("a", "0123456789x").form(limits).iterator().next().bytes());
  }

  @Test
  void theWholeBodyIsLimited() {
    byte[] whole = new FormBytes().field("a", "1").whole();
    MultipartLimits limits = MultipartLimits.DEFAULTS.withBytesMax(whole.length - 1);

    assertFault(
        FormFault.BYTES,
        () -> FormBytes.form(new ByteArrayInputStream(whole), whole.length, limits));
    assertFault(
        FormFault.BYTES, () -> skipAll(FormBytes.form(FormBytes.slow(whole, 5), -1, limits)));
    assertFault(
        FormFault.BYTES,
        () ->
            skipAll(
                FormBytes.form(
                    new ByteArrayInputStream(Arrays.copyOf(whole, whole.length + 100_000)),
                    -1,
                    limits.withBytesMax(whole.length + 99_999))));
  }

  @Test
  void aMissingLastBoundaryIsNamedAndStaysSo() {
    byte[] whole = new FormBytes().field("a", "1").whole();
    for (int length : new int[] {0, 3, 30, whole.length - 3}) {
      byte[] cut = Arrays.copyOf(whole, length);
      Multipart form =
          FormBytes.form(new ByteArrayInputStream(cut), length, MultipartLimits.DEFAULTS);
      Iterator<Part> parts = form.iterator();
      ThrowingCallable toTheEnd =
          () -> {
            while (parts.hasNext()) {
              parts.next();
            }
          };
      assertFault(FormFault.TRUNCATED, toTheEnd);
      assertFault(FormFault.TRUNCATED, toTheEnd);
    }
  }

  @Test
  void aMillionPartsAreNamedOrTakeNoRoom() {
    byte[] part = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n".getBytes(UTF_8);

    assertFault(
        FormFault.PARTS,
        () -> skipAll(FormBytes.form(repeated(part, 1_000_000), -1, MultipartLimits.DEFAULTS)));
    assertFault(
        FormFault.TRUNCATED,
        () ->
            skipAll(
                FormBytes.form(
                    repeated(part, 1_000_000),
                    -1,
                    MultipartLimits.DEFAULTS.withPartsMax(1_000_000))));
  }

  @Test
  void endlessHeadsAndPreamblesAreNamed() {
    byte[] start = "--b\r\n".getBytes(UTF_8);
    InputStream endless =
        new java.io.SequenceInputStream(
            new ByteArrayInputStream(start), repeated("x".getBytes(UTF_8), Long.MAX_VALUE));

    assertFault(
        FormFault.HEADER_BYTES,
        () -> skipAll(FormBytes.form(endless, -1, MultipartLimits.DEFAULTS)));
    assertFault(
        FormFault.BYTES,
        () ->
            skipAll(
                FormBytes.form(
                    repeated("\r\n--".getBytes(UTF_8), Long.MAX_VALUE),
                    -1,
                    MultipartLimits.DEFAULTS)));
  }

  @Test
  void aClientThatGoesAwayIsSeenByTheLoop() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }
        };

    assertThatThrownBy(() -> skipAll(FormBytes.form(broken, -1, MultipartLimits.DEFAULTS)))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("gone");
  }

  private static InputStream repeated(byte[] piece, long times) {
    return new InputStream() {
      private long left = times;
      private int at;

      @Override
      public int read() {
        throw new UnsupportedOperationException();
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        int count = 0;
        while (count < length && left > 0) {
          int copied = Math.min(length - count, piece.length - at);
          System.arraycopy(piece, at, target, offset + count, copied);
          count += copied;
          at += copied;
          if (at == piece.length) {
            at = 0;
            left--;
          }
        }
        return count == 0 ? -1 : count;
      }
    };
  }

  @Test
  void contentTypesAreChecked() {
    assertThat(FormContentType.boundary("multipart/form-data; boundary=abc")).isEqualTo("abc");
    assertThat(FormContentType.boundary("Multipart/Form-Data;charset=utf-8; Boundary=\"a b?c\""))
        .isEqualTo("a b?c");
    for (String type : new String[] {"multipart/mixed; boundary=b", "text/plain", ""}) {
      assertFault(FormFault.CONTENT_TYPE, () -> FormContentType.boundary(type));
    }
    assertFault(FormFault.CONTENT_TYPE, () -> FormContentType.boundary(null));
    String type = "multipart/form-data";
    for (String rest :
        new String[] {
          "",
          "; boundary",
          "; boundary=",
          "; boundary=\"\"",
          "; boundary=\"a \"",
          "; boundary=\"a\rb\"",
          "; boundary=a; boundary=b",
          "; boundary=a;",
          "; boundary=ä",
          "; boundary=" + "x".repeat(71)
        }) {
      assertFault(FormFault.BOUNDARY, () -> FormContentType.boundary(type + rest));
    }
    assertThat(FormContentType.boundary(type + "; boundary=" + "x".repeat(70))).hasSize(70);
  }

  @Test
  void limitsHaveLimits() {
    MultipartLimits limits = MultipartLimits.DEFAULTS;
    List<ThrowingCallable> wrong =
        List.of(
            () -> limits.withPartsMax(0),
            () -> limits.withHeadersMax(0),
            () -> limits.withHeadersMax(101),
            () -> limits.withHeaderBytesMax(127),
            () -> limits.withHeaderBytesMax(32_769),
            () -> limits.withPartBytesMax(-1),
            () -> limits.withBytesMax(-1),
            () -> limits.withMemoryBytesMax(-1),
            () -> FormLimits.DEFAULTS.withKeysMax(0),
            () -> FormLimits.DEFAULTS.withBytesMax(-1));

    assertThat(wrong)
        .allSatisfy(
            action -> assertThatThrownBy(action).isInstanceOf(IllegalArgumentException.class));
  }
}
