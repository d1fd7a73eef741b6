package io.lethe.tokenizer.template;

/** Says that a template cannot be read or rendered, and where. */
public final class TemplateException extends RuntimeException {
  /** Whose doing it is. */
  public enum Kind {
    /**
     * The template is not Jinja, or uses a part of it that chat templates have no business with.
     */
    SYNTAX,
    /** An expression has no value, such as an attribute of something undefined. */
    EVALUATION,
    /** The template itself refuses the messages, by {@code raise_exception}. */
    RAISED,
    /** The template wants more steps, depth or text than it is allowed. */
    LIMIT
  }

  private final Kind kind;
  private final String template;
  private final int line;
  private final String reason;

  TemplateException(Kind kind, String template, int line, String reason) {
    super("template " + template + ", line " + line + ": " + reason);
    this.kind = kind;
    this.template = template;
    this.line = line;
    this.reason = reason;
  }

  public Kind kind() {
    return kind;
  }

  /** The name the template was parsed under. */
  public String template() {
    return template;
  }

  /** The line in the template, from 1. */
  public int line() {
    return line;
  }

  /** The message without name and line; for {@link Kind#RAISED} exactly what the template said. */
  public String reason() {
    return reason;
  }
}
