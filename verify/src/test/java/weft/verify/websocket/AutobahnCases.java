package weft.verify.websocket;

import java.util.ArrayList;
import java.util.List;

/// All cases, and what is done with them.
final class AutobahnCases {
  private AutobahnCases() {}

  static List<AutobahnCase> all() {
    List<AutobahnCase> all = new ArrayList<>(FramingCases.all());
    all.addAll(Utf8Cases.all());
    all.addAll(CloseCases.all());
    all.addAll(VolumeCases.all());
    all.addAll(DeflateCases.all());
    return all;
  }

  static List<byte[]> byteByByte(List<byte[]> writes) {
    List<byte[]> bytes = new ArrayList<>();
    for (byte[] write : writes) {
      for (byte value : write) {
        bytes.add(new byte[] {value});
      }
    }
    return bytes;
  }
}
