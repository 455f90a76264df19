package weft.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void thousandsAreSetApart() {
    assertThat(Figures.whole(1_234_567.4)).isEqualTo("1,234,567");
    assertThat(Figures.whole(0)).isEqualTo("0");
  }

  @Test
  void threeDigitsCount() {
    assertThat(Figures.threeDigits(0.517)).isEqualTo("0.52");
    assertThat(Figures.threeDigits(7.214)).isEqualTo("7.21");
    assertThat(Figures.threeDigits(9.999)).isEqualTo("10.0");
    assertThat(Figures.threeDigits(26.54)).isEqualTo("26.5");
    assertThat(Figures.threeDigits(99.99)).isEqualTo("100");
    assertThat(Figures.threeDigits(1234)).isEqualTo("1,234");
  }

  @Test
  void sharesBecomePercent() {
    assertThat(Figures.percent(0.984)).isEqualTo("98");
  }
}
