package weft.examples.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.examples.ExampleSite;

class DownloadsSocketTest {
  @TempDir Path folder;

  @Test
  void aFolderIsServed() throws Exception {
    Files.writeString(folder.resolve("index.html"), "<h1>Hello</h1>");
    Files.writeString(folder.resolve("report-2024.csv"), "a,b\n");

    try (ExampleSite site = new ExampleSite(Downloads.app(folder))) {
      assertThat(site.get("/files/").body()).isEqualTo("<h1>Hello</h1>");
      assertThat(site.get("/app/users/7").body()).isEqualTo("<h1>Hello</h1>");
      assertThat(site.get("/files/users/7").statusCode()).isEqualTo(404);
      assertThat(site.get("/pages/").body()).contains("archive");
      HttpResponse<String> report = site.get("/reports/2024");
      assertThat(report.body()).isEqualTo("a,b\n");
      assertThat(report.headers().firstValue("content-disposition"))
          .hasValueSatisfying(value -> assertThat(value).contains("%C3%9Cbersicht%202024.csv"));
      assertThat(site.get("/reports/2025").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aFolderIsSentAsAnArchive() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "one");
    Files.writeString(folder.resolve("b.txt"), "two");

    try (ExampleSite site = new ExampleSite(Downloads.app(folder))) {
      HttpResponse<byte[]> archive = site.sendForBytes(site.request("/all.zip").build());

      assertThat(archive.headers().firstValue("content-disposition"))
          .hasValue("attachment; filename=\"all.zip\"");
      try (var zip = new ZipInputStream(new ByteArrayInputStream(archive.body()))) {
        assertThat(zip.getNextEntry().getName()).isEqualTo("a.txt");
        assertThat(zip.readAllBytes()).asString().isEqualTo("one");
        assertThat(zip.getNextEntry().getName()).isEqualTo("b.txt");
        assertThat(zip.getNextEntry()).isNull();
      }
    }
  }
}
