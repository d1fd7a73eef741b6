package io.lethe.tokenizer.template;

/** A piece of a template's source; {@code text} of a string is already unescaped. */
record Token(Type type, String text, int line) {
  /** The kinds of pieces. */
  enum Type {
    TEXT("text"),
    VARIABLE_BEGIN("'{{'"),
    VARIABLE_END("'}}'"),
    BLOCK_BEGIN("'{%'"),
    BLOCK_END("'%}'"),
    NAME("a name"),
    STRING("a string"),
    INTEGER("an integer"),
    FLOAT("a float"),
    OPERATOR("an operator"),
    END("the end of the template");

    private final String shown;

    Type(String shown) {
      this.shown = shown;
    }

    String shown() {
      return shown;
    }
  }

  boolean is(Type wanted) {
    return type == wanted;
  }

  boolean isName(String name) {
    return type == Type.NAME && text.equals(name);
  }

  boolean isOperator(String operator) {
    return type == Type.OPERATOR && text.equals(operator);
  }

  String shown() {
    return switch (type) {
      case NAME, OPERATOR, INTEGER, FLOAT -> "'" + text + "'";
      case STRING ->
          "the string '" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
      case TEXT, VARIABLE_BEGIN, VARIABLE_END, BLOCK_BEGIN, BLOCK_END, END -> type.shown();
    };
  }
}
