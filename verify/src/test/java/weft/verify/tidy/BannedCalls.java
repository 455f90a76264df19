package weft.verify.tidy;

import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.List;

/// Main code makes none of the calls in [BannedCall#LIST], directly or by method reference.
final class BannedCalls {
  private BannedCalls() {}

  static List<Finding> check(List<ClassFileModel> classes, List<BannedCall> banned) {
    List<Finding> findings = new ArrayList<>();
    for (ClassFileModel type : classes) {
      for (MethodModel method : type.model().methods()) {
        String place = type.outermostName() + "." + method.methodName().stringValue();
        method
            .code()
            .ifPresent(code -> {
              for (CodeElement element : code) {
                checkElement(type.packageName(), place, element, banned, findings);
              }
            });
      }
    }
    return findings;
  }

  private static void checkElement(
      String packageName,
      String place,
      CodeElement element,
      List<BannedCall> banned,
      List<Finding> findings) {
    switch (element) {
      case InvokeInstruction call ->
          checkMember(packageName, place, call.method(), banned, findings);
      case InvokeDynamicInstruction dynamic -> {
        for (LoadableConstantEntry argument : dynamic.invokedynamic().bootstrap().arguments()) {
          if (argument instanceof MethodHandleEntry handle) {
            checkMember(packageName, place, handle.reference(), banned, findings);
          }
        }
      }
      default -> {}
    }
  }

  private static void checkMember(
      String packageName,
      String place,
      MemberRefEntry member,
      List<BannedCall> banned,
      List<Finding> findings) {
    String owner = member.owner().asInternalName();
    String name = member.name().stringValue();
    for (BannedCall call : banned) {
      if (call.matches(packageName, owner, name)) {
        findings.add(
            new Finding(
                place, owner.replace('/', '.') + "." + name + " is banned: " + call.replacement()));
      }
    }
  }
}
