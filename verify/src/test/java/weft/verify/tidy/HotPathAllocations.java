package weft.verify.tidy;

import java.lang.classfile.Annotation;
import java.lang.classfile.Attributes;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Methods marked `@HotPath` do not allocate.
///
/// What stands between `new` of a throwable and its `throw` is cold and may. Slow branches belong
/// into methods of their own that are not marked, named `…Slow` by custom.
final class HotPathAllocations {
  private static final String HOT_PATH = "Lweft/hub/memory/HotPath;";

  private static final Set<String> BOXES =
      Set.of(
          "java/lang/Integer",
          "java/lang/Long",
          "java/lang/Boolean",
          "java/lang/Byte",
          "java/lang/Short",
          "java/lang/Character",
          "java/lang/Float",
          "java/lang/Double");

  private static final Set<String> STRING_MAKERS =
      Set.of(
          "concat",
          "substring",
          "getBytes",
          "toCharArray",
          "toLowerCase",
          "toUpperCase",
          "trim",
          "strip",
          "split",
          "replace",
          "repeat",
          "format",
          "formatted",
          "valueOf",
          "join");

  private final Map<String, @Nullable String> superclasses = new HashMap<>();

  private HotPathAllocations(List<ClassFileModel> classes) {
    for (ClassFileModel type : classes) {
      superclasses.put(
          type.model().thisClass().asInternalName(),
          type.model().superclass().map(entry -> entry.asInternalName()).orElse(null));
    }
  }

  static List<Finding> check(List<ClassFileModel> classes) {
    HotPathAllocations rule = new HotPathAllocations(classes);
    List<Finding> findings = new ArrayList<>();
    for (ClassFileModel type : classes) {
      for (MethodModel method : type.model().methods()) {
        if (isHot(method)) {
          String place = type.name() + "." + method.methodName().stringValue();
          method.code().ifPresent(code -> rule.checkCode(place, code, findings));
        }
      }
    }
    return findings;
  }

  private static boolean isHot(MethodModel method) {
    List<Annotation> annotations = new ArrayList<>();
    method
        .findAttribute(Attributes.runtimeInvisibleAnnotations())
        .ifPresent(attribute -> annotations.addAll(attribute.annotations()));
    method
        .findAttribute(Attributes.runtimeVisibleAnnotations())
        .ifPresent(attribute -> annotations.addAll(attribute.annotations()));
    return annotations.stream()
        .anyMatch(annotation -> annotation.className().stringValue().equals(HOT_PATH));
  }

  private void checkCode(String place, CodeModel code, List<Finding> findings) {
    boolean throwing = false;
    for (CodeElement element : code) {
      if (!(element instanceof Instruction instruction)) {
        continue;
      }
      if (instruction instanceof NewObjectInstruction creation
          && isThrowable(creation.className().asInternalName())) {
        throwing = true;
      } else if (instruction.opcode() == Opcode.ATHROW) {
        throwing = false;
      } else if (!throwing) {
        String allocation = allocation(instruction);
        if (allocation != null) {
          findings.add(new Finding(place, allocation + "; it is marked @HotPath"));
        }
      }
    }
  }

  /// What an instruction allocates, or `null`.
  private static @Nullable String allocation(Instruction instruction) {
    return switch (instruction) {
      case NewObjectInstruction creation -> "new " + creation.className().asInternalName();
      case NewPrimitiveArrayInstruction array -> "new array of " + array.typeKind();
      case NewReferenceArrayInstruction array ->
          "new array of " + array.componentType().asInternalName();
      case NewMultiArrayInstruction array -> "new array " + array.arrayType().asInternalName();
      case InvokeDynamicInstruction dynamic -> dynamicAllocation(dynamic);
      case InvokeInstruction call -> callAllocation(call);
      default -> null;
    };
  }

  private static @Nullable String dynamicAllocation(InvokeDynamicInstruction dynamic) {
    String owner = dynamic.bootstrapMethod().owner().displayName();
    if (owner.equals("StringConcatFactory")) {
      return "string concatenation";
    }
    boolean captures = dynamic.typeSymbol().parameterCount() > 0;
    return owner.equals("LambdaMetafactory") && captures ? "capturing lambda" : null;
  }

  private static @Nullable String callAllocation(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    String name = call.name().stringValue();
    if (BOXES.contains(owner) && name.equals("valueOf")) {
      return "boxing by " + owner + ".valueOf";
    }
    // What answers nothing makes no string: getBytes(int, int, byte[], int) fills an array.
    boolean fills = call.typeSymbol().returnType().descriptorString().equals("V");
    if (owner.equals("java/lang/String") && STRING_MAKERS.contains(name) && !fills) {
      return "String." + name;
    }
    if (owner.startsWith("java/util/stream/") || owner.equals("java/util/Optional")) {
      return owner + "." + name;
    }
    String result = call.typeSymbol().returnType().descriptorString();
    if (result.equals("Ljava/util/Iterator;") || result.startsWith("Ljava/util/stream/")) {
      return owner + "." + name;
    }
    return null;
  }

  private boolean isThrowable(String internalName) {
    String name = internalName;
    while (name != null) {
      if (superclasses.containsKey(name)) {
        name = superclasses.get(name);
        continue;
      }
      try {
        Class<?> type =
            Class.forName(name.replace('/', '.'), false, HotPathAllocations.class.getClassLoader());
        return Throwable.class.isAssignableFrom(type);
      } catch (ClassNotFoundException _) {
        return false;
      }
    }
    return false;
  }
}
