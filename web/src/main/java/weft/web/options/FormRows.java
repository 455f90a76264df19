package weft.web.options;

import java.util.List;
import weft.web.forms.FormLimits;
import weft.web.forms.MultipartLimits;

/// Options about forms, for handlers that set no limits of their own.
final class FormRows {
  private static final int GIBIBYTE = 1 << 30;

  private FormRows() {}

  static List<Option<?>> rows() {
    OptionRows<FormLimits> rows = new OptionRows<>(ServerOptions::forms, ServerOptions::withForms);
    rows.count(
        "form-keys-max",
        1,
        "keys",
        "Most keys of an urlencoded form, repeated ones too; above it 413",
        FormLimits::keysMax,
        (limits, count) -> limits.withKeysMax((int) count));
    rows.number(
        "form-bytes-max",
        new SizeOption(0, GIBIBYTE),
        "Longest urlencoded form, whatever --body-bytes-max says; above it 413",
        FormLimits::bytesMax,
        (limits, bytes) -> limits.withBytesMax((int) bytes));
    return rows.rows();
  }

  static List<Option<?>> multipartRows() {
    OptionRows<MultipartLimits> rows =
        new OptionRows<>(ServerOptions::multipart, ServerOptions::withMultipart);
    rows.count(
        "multipart-parts-max",
        1,
        "parts",
        "Most parts of a multipart form, fields and files; above it 413",
        MultipartLimits::partsMax,
        (limits, count) -> limits.withPartsMax((int) count));
    addHeads(rows);
    addBytes(rows);
    return rows.rows();
  }

  private static void addHeads(OptionRows<MultipartLimits> rows) {
    rows.number(
        "multipart-headers-max",
        new IntegerOption(1, 100, "fields"),
        "Most fields in the head of a part; above it 413",
        MultipartLimits::headersMax,
        (limits, count) -> limits.withHeadersMax((int) count));
    rows.number(
        "multipart-header-bytes-max",
        new SizeOption(128, 32_768),
        "Longest head of a part; above it 413",
        MultipartLimits::headerBytesMax,
        (limits, bytes) -> limits.withHeaderBytesMax((int) bytes));
  }

  private static void addBytes(OptionRows<MultipartLimits> rows) {
    rows.number(
        "multipart-part-bytes-max",
        new SizeOption(0, Long.MAX_VALUE),
        "Longest part, read or not; above it 413",
        MultipartLimits::partBytesMax,
        MultipartLimits::withPartBytesMax);
    rows.number(
        "multipart-bytes-max",
        new SizeOption(0, Long.MAX_VALUE),
        "Longest multipart form, whatever --body-bytes-max says; above it 413",
        MultipartLimits::bytesMax,
        MultipartLimits::withBytesMax);
    rows.number(
        "multipart-memory-bytes-max",
        new SizeOption(0, GIBIBYTE),
        "Bytes of a form held in memory; above it files go to disk; fields, and the heads of parts, are 413",
        MultipartLimits::memoryBytesMax,
        (limits, bytes) -> limits.withMemoryBytesMax((int) bytes));
  }
}
