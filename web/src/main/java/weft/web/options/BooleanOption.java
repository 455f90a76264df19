package weft.web.options;

/// On or off; as a flag `--name`, `--no-name` or `--name=true`.
record BooleanOption() implements OptionType<Boolean> {
  @Override
  public String name() {
    return "boolean";
  }

  @Override
  public String unit() {
    return "";
  }

  @Override
  public String range() {
    return "true or false";
  }

  @Override
  public Boolean parse(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  @Override
  public String format(Boolean value) {
    return value.toString();
  }
}
