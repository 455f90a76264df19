package weft.web.files;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.hub.file.FileStamp;
import weft.hub.file.OpenFile;

/// A folder of the class path. Files that lie in archives are copied out when they are asked for,
/// and do not change.
final class ClassPathFolder extends FileFolder {
  private final Class<?> anchor;
  private final String folder;

  /// The date of what has none: it does not change while we run.
  private final Instant begun = Instant.now();

  ClassPathFolder(Class<?> anchor, String folder) {
    this.anchor = anchor;
    this.folder = folder;
    if (folder.isEmpty() || folder.startsWith("/") || folder.endsWith("/")) {
      throw new IllegalArgumentException("'" + folder + "' does not name a folder without slashes");
    }
    if (!hasFolder("")) {
      throw new IllegalArgumentException(
          "there is no folder '" + folder + "' where " + anchor.getName() + " is found");
    }
  }

  @Override
  @Nullable OpenFile open(String name) throws IOException {
    URL resource = find(name);
    if (resource == null) {
      return null;
    }
    Path path = path(resource);
    if (path != null) {
      return Files.isRegularFile(path) ? OpenFile.open(path) : null;
    }
    Instant modified = begun;
    if (resource.openConnection() instanceof JarURLConnection archive) {
      if (isFolder(archive)) {
        return null;
      }
      modified = modified(archive);
    }
    try (InputStream bytes = resource.openStream()) {
      return OpenFile.copyOf(bytes, modified);
    }
  }

  private boolean isFolder(JarURLConnection archive) throws IOException {
    return archive.getJarEntry() == null
        || archive.getJarEntry().isDirectory()
        || find(archive.getEntryName().substring(folder.length() + 1) + "/") != null;
  }

  /// The archive's date, as those inside are often one made-up date for all builds; never one to
  /// come, under which all that is copied out could still change.
  private Instant modified(JarURLConnection archive) throws IOException {
    Path file = path(archive.getJarFileURL());
    Instant modified = file == null ? begun : Files.getLastModifiedTime(file).toInstant();
    return modified.isAfter(begun) ? begun : modified;
  }

  @Override
  boolean isUnchanged(String name, @Nullable FileStamp known) {
    URL resource = find(name);
    Path path = resource == null ? null : path(resource);
    if (path == null) {
      return (resource == null) == (known == null);
    }
    return Objects.equals(FileStamp.at(path), known);
  }

  @Override
  boolean hasFolder(String name) {
    URL resource = find(name.isEmpty() ? "" : name + "/");
    if (resource == null) {
      return false;
    }
    Path path = path(resource);
    return path == null || Files.isDirectory(path);
  }

  private @Nullable URL find(String name) {
    String resource = folder + "/" + name;
    ClassLoader loader = anchor.getClassLoader();
    return loader == null ? ClassLoader.getSystemResource(resource) : loader.getResource(resource);
  }

  private static @Nullable Path path(URL resource) {
    try {
      return resource.getProtocol().equals("file") ? Path.of(resource.toURI()) : null;
    } catch (URISyntaxException | IllegalArgumentException unusual) {
      // It is read as what it is then: a resource.
      return null;
    }
  }
}
