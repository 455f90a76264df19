package weft.verify.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import weft.web.options.OptionText;

class OptionsPageTest {
  /// When this fails, print the table with `OptionText` and put it into the page.
  @Test
  void thePageHasTheTableTheProgramKnows() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "options.md"));

    assertThat(page).endsWith(OptionText.markdown());
  }
}
