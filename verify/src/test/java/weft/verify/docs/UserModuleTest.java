package weft.verify.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;
import weft.http.Request;
import weft.hub.Hub;
import weft.web.App;

/// A module of a user's own, that requires `weft.web` only, compiles without a warning against what
/// the artifact `weft-web` brings, which optional dependencies are not among.
final class UserModuleTest {
  private static final String MODULE = "module shop { requires weft.web; }";
  private static final String PROGRAM =
      """
      package shop;

      import weft.web.App;
      import weft.web.options.ServerOptions;

      class Shop {
        public static void main(String[] flags) {
          App app = App.create();
          app.get("/{name}", (req, res) -> res.json(req.path("name").asString()));
          app.run(ServerOptions.DEFAULTS.withPort(8081), flags);
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void aModuleThatRequiresWeftWebCompiles() throws Exception {
    assertThat(compile(MODULE, PROGRAM)).isEmpty();
  }

  /// So that the test above cannot pass for want of a compilation.
  @Test
  void aModuleWithoutItDoesNot() throws Exception {
    assertThat(compile("module shop { }", PROGRAM))
        .anyMatch(line -> line.contains("package weft.web is not visible"));
  }

  private List<String> compile(String module, String program) throws Exception {
    Path sources = Files.createDirectories(folder.resolve("src"));
    List<Path> files = new ArrayList<>();
    files.add(Files.writeString(sources.resolve("module-info.java"), module));
    files.add(Files.writeString(sources.resolve("Shop.java"), program));

    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-Xlint:all",
              "-d",
              folder.resolve("classes").toString(),
              "--module-path",
              modulePath());
      boolean done =
          compiler
              .getTask(
                  null,
                  manager,
                  diagnostics,
                  options,
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      List<String> said =
          diagnostics.getDiagnostics().stream()
              .map(Diagnostic::toString)
              .collect(Collectors.toList());
      assertThat(done).as("%s", said).isEqualTo(said.isEmpty());
      return said;
    }
  }

  /// Weft, and what its poms bring to users, wherever this test got it from.
  private static String modulePath() throws Exception {
    List<String> names = new ArrayList<>(List.of("jackson-core", "jackson-annotations"));
    for (String pom : List.of("pom.xml", "hub/pom.xml", "http/pom.xml", "web/pom.xml")) {
      names.addAll(brought(Path.of("..", pom)));
    }
    return Stream.concat(
            Stream.of(Hub.class, Request.class, App.class).map(UserModuleTest::place),
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> names.stream().anyMatch(name -> isJarOf(name, entry))))
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// The artifacts among a pom's own dependencies that users get, too: compiled against, and not
  /// optional.
  private static List<String> brought(Path pom) throws Exception {
    XPath xpath = XPathFactory.newInstance().newXPath();
    NodeList artifacts =
        (NodeList)
            xpath.evaluate(
                "/project/dependencies/dependency[not(optional='true') and not(scope='test')]"
                    + "/artifactId/text()",
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile()),
                XPathConstants.NODESET);
    return IntStream.range(0, artifacts.getLength())
        .mapToObj(index -> artifacts.item(index).getNodeValue())
        .toList();
  }

  private static boolean isJarOf(String artifact, String entry) {
    return Path.of(entry).getFileName().toString().matches(artifact + "-[0-9].*\\.jar");
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
