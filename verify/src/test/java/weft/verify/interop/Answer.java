package weft.verify.interop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a client got.
record Answer(int status, byte[] body) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Answer answer
        && answer.status == status
        && Arrays.equals(answer.body, body);
  }

  @Override
  public int hashCode() {
    return status + Arrays.hashCode(body);
  }

  @Override
  public String toString() {
    return status + " with " + body.length + " bytes";
  }
}
