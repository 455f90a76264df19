package weft.web.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Types in a module that does not open them are the program's mistake, not the client's, and the
/// message says what to write.
final class ClosedModuleTest {
  private static final String TOLD =
      "no JSON form: package shop.kept of module shop is not open to Jackson; its module-info says"
          + " so by: opens shop.kept to tools.jackson.databind;";

  @TempDir Path folder;
  private Object article = "";
  private Object shelf = "";

  @BeforeEach
  void compile() throws Exception {
    Path sources = folder.resolve("src");
    write(sources.resolve("module-info.java"), "module shop { exports shop; }");
    write(
        sources.resolve("shop/Kept.java"),
        """
        package shop;
        public class Kept {
          public static Object article() { return new shop.kept.Article("a", 1); }
          public static Object shelf() {
            return new shop.kept.Shelf(java.util.List.of(new shop.kept.Article("a", 1)));
          }
        }
        """);
    write(
        sources.resolve("shop/kept/Article.java"),
        "package shop.kept; public record Article(String name, int count) {}");
    write(
        sources.resolve("shop/kept/Shelf.java"),
        "package shop.kept; public record Shelf(java.util.List<Article> articles) {}");
    Path classes = folder.resolve("classes");
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                sources.resolve("module-info.java").toString(),
                sources.resolve("shop/Kept.java").toString(),
                sources.resolve("shop/kept/Article.java").toString(),
                sources.resolve("shop/kept/Shelf.java").toString());
    assertThat(failed).isZero();

    Configuration configuration =
        ModuleLayer.boot()
            .configuration()
            .resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("shop"));
    Class<?> kept =
        ModuleLayer.boot()
            .defineModulesWithOneLoader(configuration, getClass().getClassLoader())
            .findLoader("shop")
            .loadClass("shop.Kept");
    article = kept.getMethod("article").invoke(null);
    shelf = kept.getMethod("shelf").invoke(null);
  }

  private static void write(Path file, String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void aValueIsNotWritten() {
    JacksonCodec codec = new JacksonCodec();

    for (Object value : List.of(article, shelf, List.of(article))) {
      assertThatIllegalArgumentException().isThrownBy(() -> codec.encode(value)).withMessage(TOLD);
    }
  }

  @Test
  void aTextIsNotRead() {
    JacksonCodec codec = new JacksonCodec();
    byte[] anArticle = "{\"name\":\"a\",\"count\":1}".getBytes(UTF_8);
    byte[] aShelf = "{\"articles\":[{\"name\":\"a\",\"count\":1}]}".getBytes(UTF_8);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.decode(anArticle, article.getClass()))
        .withMessage(TOLD);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.decode(aShelf, shelf.getClass()))
        .withMessage(TOLD);
  }
}
