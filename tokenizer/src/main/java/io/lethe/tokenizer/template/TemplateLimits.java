package io.lethe.tokenizer.template;

/**
 * What one rendering may use up. Characters are counted whenever they are copied or searched, so
 * they bound memory and time at once; the characters of the request come on top, a fixed number of
 * times.
 *
 * @param steps expressions and statements evaluated
 * @param characters UTF-16 units copied, searched or written
 * @param outputCharacters UTF-16 units of the result
 * @param depth nesting of evaluation, macro calls included; 500 fits a stack of 512 KB
 */
public record TemplateLimits(long steps, long characters, int outputCharacters, int depth) {
  /** Far more than any template at hand needs for a conversation of a million characters. */
  public static final TemplateLimits DEFAULT =
      new TemplateLimits(20_000_000, 32_000_000, 16_000_000, 500);

  public TemplateLimits {
    if (steps <= 0 || characters <= 0 || outputCharacters <= 0 || depth <= 0) {
      throw new IllegalArgumentException(
          "limits must be positive: "
              + steps
              + " steps, "
              + characters
              + " characters, "
              + outputCharacters
              + " of output, depth "
              + depth);
    }
  }
}
