package weft.web.modules;

import weft.web.compression.Coding;
import weft.web.compression.Compression;

/// Says which codings there are, and whether Weft is a module.
public final class CodingProgram {
  private CodingProgram() {}

  public static void main(String[] arguments) {
    System.out.println(
        Compression.create().codings().stream().map(Coding::token).toList()
            + " | "
            + Compression.class.getModule().isNamed());
  }
}
