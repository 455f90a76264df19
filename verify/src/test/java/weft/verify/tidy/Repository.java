package weft.verify.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The repository these tests belong to, found by walking up from the module's directory.
final class Repository {
  /// Modules whose main code follows every rule. `bench` holds programs for other servers.
  static final List<String> MODULES = List.of("hub", "http", "web", "examples");

  private static final Set<String> SKIPPED_FOLDERS =
      Set.of(".git", "target", "results", ".idea", ".vscode", ".settings");
  private static final Set<String> TEXT_SUFFIXES =
      Set.of(
          "java",
          "md",
          "xml",
          "yml",
          "yaml",
          "json",
          "properties",
          "csv",
          "txt",
          "html",
          "sh",
          "c",
          "conf",
          "config",
          "editorconfig",
          "gitignore",
          "lua",
          "svg",
          "css",
          "js");

  private final Path root;

  private Repository(Path root) {
    this.root = root;
  }

  /// Finds the folder that holds the parent pom.
  static Repository find() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("pom.xml"))
          && Files.isDirectory(folder.resolve("hub"))
          && Files.isDirectory(folder.resolve("verify"))) {
        return new Repository(folder);
      }
    }
    throw new IllegalStateException("no repository above " + Path.of("").toAbsolutePath());
  }

  Path root() {
    return root;
  }

  /// Main sources of the modules, parsed.
  List<SourceFile> mainSources() {
    List<TextFile> files = new ArrayList<>();
    for (String module : MODULES) {
      files.addAll(texts(root.resolve(module).resolve("src/main/java"), "java"));
    }
    return SourceFile.parse(files);
  }

  /// Test sources of every module, as text.
  List<TextFile> testTexts() {
    List<TextFile> files = new ArrayList<>();
    for (TextFile file : allTexts()) {
      if (file.path().contains("/src/test/java/")) {
        files.add(file);
      }
    }
    return files;
  }

  /// Compiled main classes of the modules.
  List<ClassFileModel> mainClasses() {
    List<ClassFileModel> classes = new ArrayList<>();
    for (String module : MODULES) {
      Path folder = root.resolve(module).resolve("target/classes");
      for (Path path : walk(folder, "class")) {
        if (!path.endsWith("module-info.class")) {
          classes.add(ClassFileModel.read(path));
        }
      }
    }
    return classes;
  }

  /// Every text file that belongs to the project.
  List<TextFile> allTexts() {
    List<TextFile> files = new ArrayList<>();
    for (Path path : walk(root, "")) {
      String name = path.getFileName().toString();
      String suffix = name.substring(name.lastIndexOf('.') + 1);
      if (TEXT_SUFFIXES.contains(suffix) || name.indexOf('.') < 0) {
        files.add(read(path));
      }
    }
    return files;
  }

  List<TextFile> markdown() {
    return texts(root, "md");
  }

  private List<TextFile> texts(Path folder, String suffix) {
    List<TextFile> files = new ArrayList<>();
    for (Path path : walk(folder, suffix)) {
      files.add(read(path));
    }
    return files;
  }

  private TextFile read(Path path) {
    try {
      // Latin-1 reads anything; the rules look for ASCII only.
      String text = Files.readString(path, StandardCharsets.ISO_8859_1);
      return new TextFile(root.relativize(path).toString().replace('\\', '/'), text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<Path> walk(Path folder, String suffix) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    collect(folder, suffix.isEmpty() ? "" : "." + suffix, found);
    return found;
  }

  private static void collect(Path folder, String ending, List<Path> found) {
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.sorted().toList()) {
        String name = child.getFileName().toString();
        if (Files.isDirectory(child)) {
          boolean below = ending.equals(".class") || !SKIPPED_FOLDERS.contains(name);
          if (below && !Files.isSymbolicLink(child)) {
            collect(child, ending, found);
          }
        } else if (name.endsWith(ending)) {
          found.add(child);
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
