package weft.verify.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MarkdownPagesTest {
  private static final Set<String> FILES = Set.of("docs/a.md", "docs/b.md", "README.md");

  @Test
  void aPageHasOneTitleOutsideOfCode() {
    assertThat(check(new TextFile("docs/a.md", "# One\n```sh\n# a comment\n```\n## Two\n")))
        .isEmpty();
    assertThat(check(new TextFile("docs/a.md", "## None\n")))
        .containsExactly(new Finding("docs/a.md", "has 0 titles instead of one"));
    assertThat(check(new TextFile("docs/a.md", "# One\n# Two\n")))
        .containsExactly(new Finding("docs/a.md", "has 2 titles instead of one"));
  }

  @Test
  void relativeLinksResolve() {
    TextFile page =
        new TextFile(
            "docs/a.md",
            "# One\n[up](../README.md) [b](b.md) [web](https://example.org/x)\n[gone](c.md)\n");

    assertThat(check(page))
        .containsExactly(new Finding("docs/a.md:3", "link to c.md leads nowhere"));
  }

  @Test
  void anchorsNameHeadings() {
    TextFile page = new TextFile("docs/a.md", "# One page\n[here](#one-page) [not](#two)\n");

    assertThat(check(page))
        .containsExactly(new Finding("docs/a.md:2", "link to #two names no heading"));
  }

  private static List<Finding> check(TextFile page) {
    return MarkdownPages.check(List.of(page), FILES::contains);
  }
}
