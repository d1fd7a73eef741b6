package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Arguments.Bound;

/** Filling text up to a width. */
final class Padding {
  private Padding() {}

  static Text justify(Rendering rendering, Text text, String name, Arguments arguments) {
    Bound bound = arguments.bind(name, "width", "fillchar");
    Text fill = bound.has(1) ? bound.text(1) : Text.plain(" ");
    if (fill.codePoints() != 1) {
      throw new Fault(name + "() wants one character to fill with, found " + fill.codePoints());
    }
    int width = bound.integer(0);
    int missing = Math.max(0, width - text.codePoints());
    int left =
        switch (name) {
          case "ljust" -> 0;
          case "rjust" -> missing;
          default -> missing / 2 + (missing & width & 1);
        };
    TextBuilder out = rendering.builder();
    repeat(out, fill, left);
    out.append(text);
    repeat(out, fill, missing - left);
    return out.toText();
  }

  static Text zeros(Rendering rendering, Text text, Arguments arguments) {
    int missing = arguments.bind("zfill", "width").integer(0) - text.codePoints();
    boolean signed = text.string().startsWith("-") || text.string().startsWith("+");
    int sign = signed ? 1 : 0;
    TextBuilder out = rendering.builder().append(text.slice(0, sign));
    repeat(out, Text.plain("0"), missing);
    return out.append(text.slice(sign, text.length())).toText();
  }

  static void repeat(TextBuilder out, Text text, int times) {
    for (int i = 0; i < times && !text.isEmpty(); i++) {
      out.append(text);
    }
  }
}
