package weft.web.files;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Media types by a file's extension, as registered with IANA
/// (<https://www.iana.org/assignments/media-types>).
final class ContentTypes {
  /// What is not known is not guessed.
  static final String UNKNOWN = "application/octet-stream";

  private static final String TABLE =
      """
      text/html html htm
      text/css css
      text/javascript js mjs
      text/plain txt text log conf ini
      text/markdown md markdown
      text/csv csv
      text/tab-separated-values tsv
      text/calendar ics
      text/vcard vcf
      text/vtt vtt
      text/n3 n3
      text/turtle ttl
      application/json json map
      application/ld+json jsonld
      application/geo+json geojson
      application/jsonl jsonl ndjson
      application/manifest+json webmanifest
      application/yaml yaml yml
      application/toml toml
      application/xml xml xsd xsl
      application/xhtml+xml xhtml xht
      application/xslt+xml xslt
      application/atom+xml atom
      application/rss+xml rss
      application/mathml+xml mathml
      application/wasm wasm
      application/pdf pdf
      application/rtf rtf
      application/postscript ps eps ai
      application/epub+zip epub
      application/zip zip
      application/gzip gz tgz
      application/zstd zst
      application/x-bzip2 bz2
      application/x-xz xz
      application/x-tar tar
      application/x-7z-compressed 7z
      application/vnd.rar rar
      application/java-archive jar war
      application/vnd.android.package-archive apk
      application/vnd.debian.binary-package deb
      application/vnd.apple.mpegurl m3u8
      application/dash+xml mpd
      application/sql sql
      application/cbor cbor
      application/msword doc
      application/vnd.ms-excel xls
      application/vnd.ms-powerpoint ppt
      application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
      application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
      application/vnd.oasis.opendocument.text odt
      application/vnd.oasis.opendocument.spreadsheet ods
      application/vnd.oasis.opendocument.presentation odp
      application/vnd.sqlite3 sqlite sqlite3
      image/svg+xml svg
      image/png png
      image/apng apng
      image/jpeg jpg jpeg jpe
      image/gif gif
      image/webp webp
      image/avif avif
      image/heic heic
      image/heif heif
      image/jxl jxl
      image/bmp bmp
      image/tiff tif tiff
      image/vnd.microsoft.icon ico
      audio/mpeg mp3
      audio/mp4 m4a
      audio/aac aac
      audio/ogg oga ogg opus
      audio/flac flac
      audio/vnd.wave wav
      audio/midi mid midi
      audio/webm weba
      video/mp4 mp4 m4v
      video/webm webm
      video/ogg ogv
      video/mpeg mpeg mpg
      video/mp2t ts
      video/quicktime mov
      video/matroska mkv
      video/vnd.avi avi
      font/woff woff
      font/woff2 woff2
      font/ttf ttf
      font/otf otf
      font/collection ttc
      application/vnd.ms-fontobject eot
      model/gltf+json gltf
      model/gltf-binary glb
      model/stl stl
      """;

  private static final Map<String, String> BY_EXTENSION = read();

  private ContentTypes() {}

  private static Map<String, String> read() {
    Map<String, String> types = new HashMap<>();
    TABLE
        .lines()
        .forEach(line -> {
          String[] words = line.split(" ", -1);
          String type = words[0].startsWith("text/") ? words[0] + "; charset=utf-8" : words[0];
          for (int index = 1; index < words.length; index++) {
            types.put(words[index], type);
          }
        });
    return Map.copyOf(types);
  }

  /// The type of a file.
  ///
  /// @param own types by extension that go before ours
  static String of(String fileName, Map<String, String> own) {
    int dot = fileName.lastIndexOf('.');
    String extension = fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
    String type = own.get(extension);
    return type != null ? type : BY_EXTENSION.getOrDefault(extension, UNKNOWN);
  }
}
