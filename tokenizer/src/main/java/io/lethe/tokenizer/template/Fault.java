package io.lethe.tokenizer.template;

/** What went wrong inside a template before anyone has said where; becomes a TemplateException. */
final class Fault extends RuntimeException {
  private final TemplateException.Kind kind;

  Fault(String message) {
    this(TemplateException.Kind.EVALUATION, message);
  }

  Fault(TemplateException.Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  static Fault limit(String what, long wanted, long limit) {
    return new Fault(
        TemplateException.Kind.LIMIT,
        what + ": " + wanted + " wanted, at most " + limit + " allowed");
  }

  TemplateException at(String template, int line) {
    return new TemplateException(kind, template, line, String.valueOf(getMessage()));
  }
}
