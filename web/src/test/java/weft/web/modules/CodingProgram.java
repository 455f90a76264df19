package weft.web.modules;

import weft.web.compression.Coding;
import weft.web.compression.Compression;
import weft.web.compression.Decompression;

/// Says which codings there are, and whether Weft is a module.
public final class CodingProgram {
  private CodingProgram() {}

  public static void main(String[] arguments) {
    Decompression.create();
    System.out.println(
        Compression.create().codings().stream().map(Coding::token).toList()
            + " | "
            + Compression.class.getModule().isNamed());
  }
}
