package io.lethe.tokenizer.template;

/** Where characters of a rendered chat come from. */
public enum Origin {
  /**
   * Written in the template, or handed over as trusted: control tokens in it mean what they say.
   */
  TEMPLATE,
  /**
   * Brought by a message, a tool or whatever was computed from them: control tokens are mere text.
   */
  CONTENT
}
