package weft.examples.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
