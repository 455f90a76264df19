package weft.web.options;

/// A TCP port, or none.
record PortOption() implements OptionType<Long> {
  private static final String OFF = "off";

  private static final IntegerOption PORT = new IntegerOption(0, 65_535, "");

  @Override
  public String name() {
    return "port";
  }

  @Override
  public String unit() {
    return "";
  }

  @Override
  public String range() {
    return OFF + ", " + PORT.range();
  }

  @Override
  public Long parse(String text) {
    return text.equals(OFF) ? Long.valueOf(HttpsSettings.OFF) : PORT.parse(text);
  }

  @Override
  public String format(Long value) {
    return value == HttpsSettings.OFF ? OFF : PORT.format(value);
  }
}
