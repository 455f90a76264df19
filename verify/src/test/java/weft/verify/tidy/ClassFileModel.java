package weft.verify.tidy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A compiled class.
///
/// @param model what the JDK's class-file reader found
record ClassFileModel(ClassModel model) {
  private static final Pattern TYPE_IN_DESCRIPTOR = Pattern.compile("L([\\w/$]+);");

  static ClassFileModel read(Path path) {
    try {
      return new ClassFileModel(ClassFile.of().parse(Files.readAllBytes(path)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Reads a class of the test's own class path, for samples.
  static ClassFileModel of(Class<?> type) {
    String resource = "/" + type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no class file of " + type);
      }
      return new ClassFileModel(ClassFile.of().parse(in.readAllBytes()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Binary name with dots.
  String name() {
    return model.thisClass().asInternalName().replace('/', '.');
  }

  /// Binary name of the outermost class, which names the source file.
  String outermostName() {
    String name = name();
    int dollar = name.indexOf('$');
    return dollar < 0 ? name : name.substring(0, dollar);
  }

  String packageName() {
    return packageOf(name());
  }

  static String packageOf(String className) {
    int dot = className.lastIndexOf('.');
    return dot < 0 ? "" : className.substring(0, dot);
  }

  /// Binary names of all classes it mentions: in code, signatures of members, and annotations.
  Set<String> mentionedClasses() {
    Set<String> names = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type -> addInternalName(type.asInternalName(), names);
        case NameAndTypeEntry member -> addDescriptor(member.type().stringValue(), names);
        case MethodTypeEntry method -> addDescriptor(method.descriptor().stringValue(), names);
        case Utf8Entry text when isDescriptor(text.stringValue()) ->
            addDescriptor(text.stringValue(), names);
        default -> {}
      }
    }
    return names;
  }

  private static boolean isDescriptor(String text) {
    return text.startsWith("(") || (text.startsWith("L") && text.endsWith(";"));
  }

  private static void addInternalName(String name, Set<String> names) {
    if (name.startsWith("[")) {
      addDescriptor(name, names);
    } else {
      names.add(name.replace('/', '.'));
    }
  }

  private static void addDescriptor(String descriptor, Set<String> names) {
    Matcher matcher = TYPE_IN_DESCRIPTOR.matcher(descriptor);
    while (matcher.find()) {
      names.add(matcher.group(1).replace('/', '.'));
    }
  }
}
