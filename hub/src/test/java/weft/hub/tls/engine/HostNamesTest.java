package weft.hub.tls.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Which names cover which hosts.
class HostNamesTest {
  @Test
  void aNameCoversItself() {
    assertThat(HostNames.covers("a.example", "a.example")).isTrue();
    assertThat(HostNames.covers("a.example.", "a.example")).isTrue();
    assertThat(HostNames.covers("a.example", "b.example")).isFalse();
    assertThat(HostNames.covers("example", "a.example")).isFalse();
    assertThat(HostNames.covers("", "a.example")).isFalse();
  }

  /// "the wildcard character '*' ... MUST be only the complete left-most label", RFC 9525 §6.3.
  @Test
  void aWildcardIsTheWholeLeftmostLabel() {
    assertThat(HostNames.covers("*.example.com", "a.example.com")).isTrue();
    assertThat(HostNames.covers("*.example.com", "xn--a.example.com")).isTrue();
    assertThat(HostNames.covers("*.example.com", "example.com")).isFalse();
    assertThat(HostNames.covers("*.example.com", ".example.com")).isFalse();
    assertThat(HostNames.covers("*.example.com", "a.b.example.com")).isFalse();
    assertThat(HostNames.covers("a*.example.com", "ab.example.com")).isFalse();
    assertThat(HostNames.covers("*a.example.com", "ba.example.com")).isFalse();
    assertThat(HostNames.covers("a.*.com", "a.b.com")).isFalse();
    assertThat(HostNames.covers("*.*.com", "a.b.com")).isFalse();
    assertThat(HostNames.covers("*", "localhost")).isFalse();
  }

  @Test
  void aWildcardForATopLevelDomainCoversNobody() {
    assertThat(HostNames.covers("*.com", "example.com")).isFalse();
    assertThat(HostNames.covers("*.", "example.")).isFalse();
  }

  @Test
  void whatPeersWriteIsMadePrintable() {
    assertThat(HostNames.printable("a\r\nb\u001b[0mé")).isEqualTo("a??b?[0m?");
  }
}
