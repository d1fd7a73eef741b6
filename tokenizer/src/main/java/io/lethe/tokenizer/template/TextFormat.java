package io.lethe.tokenizer.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code "%s" % x} and {@code "{}".format(x)}: the conversions s, r, d, i, x, f, and fields without
 * a format specification. Anything else is refused, never rendered differently from Python.
 */
final class TextFormat {
  private static final int WIDEST = 1_000;

  private TextFormat() {}

  /** Python's {@code template % values}. */
  static Text percent(Rendering rendering, Text template, Value values) {
    TextBuilder out = rendering.builder();
    List<Value> positional =
        values instanceof Value.TupleValue tuple ? tuple.items() : List.of(values);
    String s = template.string();
    int used = 0;
    int done = 0;
    int at = s.indexOf('%');
    while (at >= 0) {
      out.append(template.slice(done, at));
      Conversion conversion = Conversion.read(s, at + 1);
      done = conversion.end();
      if (conversion.type() == '%') {
        out.append(template.slice(at, at + 1));
      } else {
        Value value;
        if (conversion.key() != null && values instanceof DictValue dict) {
          value = dict.get(conversion.key());
        } else {
          value = used < positional.size() ? positional.get(used) : null;
          used++;
        }
        if (value == null) {
          throw new Fault("not enough arguments for format string");
        }
        conversion.write(rendering, out, value);
      }
      at = s.indexOf('%', done);
    }
    if (used < positional.size() && !mayBeLeft(values)) {
      throw new Fault("not all arguments converted during string formatting");
    }
    return out.append(template.slice(done, template.length())).toText();
  }

  /** Python takes whatever has an index, apart from str and tuple, for a mapping. */
  private static boolean mayBeLeft(Value values) {
    return values instanceof DictValue
        || values instanceof Value.ListValue
        || values instanceof Value.RangeValue
        || values instanceof Value.Undefined;
  }

  private record Conversion(
      @Nullable String key, String flags, int width, int precision, char type, int end) {

    static Conversion read(String s, int from) {
      int at = from;
      String key = null;
      if (s.startsWith("(", at)) {
        int close = s.indexOf(')', at);
        key = close < 0 ? null : s.substring(at + 1, close);
        at = close < 0 ? s.length() : close + 1;
      }
      int flags = at;
      while (at < s.length() && "-+ 0#".indexOf(s.charAt(at)) >= 0) {
        at++;
      }
      int width = at;
      at = digits(s, at);
      int dot = at;
      if (s.startsWith(".", at)) {
        at = digits(s, at + 1);
      }
      if (at >= s.length()) {
        throw new Fault("incomplete format");
      }
      return new Conversion(
          key,
          s.substring(flags, width),
          number(s.substring(width, dot), 0),
          at > dot ? number(s.substring(dot + 1, at), 0) : -1,
          s.charAt(at),
          at + 1);
    }

    private static int digits(String s, int from) {
      int at = from;
      while (at < s.length() && s.charAt(at) >= '0' && s.charAt(at) <= '9') {
        at++;
      }
      return at;
    }

    private static int number(String digits, int otherwise) {
      if (digits.length() > 4 || (!digits.isEmpty() && Integer.parseInt(digits) > WIDEST)) {
        throw new Fault("the format width " + digits + " is more than " + WIDEST);
      }
      return digits.isEmpty() ? otherwise : Integer.parseInt(digits);
    }

    void write(Rendering rendering, TextBuilder out, Value value) {
      Text text =
          switch (type) {
            case 's' -> cut(Printer.show(rendering, value));
            case 'r' -> cut(Printer.represent(rendering, value));
            case 'd', 'i', 'u' -> signed(integer(value).toString());
            case 'x' -> signed(integer(value).toString(16));
            case 'f', 'F' -> signed(fixed(value));
            default -> throw new Fault("the format '%" + type + "' is not offered to templates");
          };
      int missing = Math.max(0, width - text.codePoints());
      boolean number = type != 's' && type != 'r';
      if (flags.contains("-")) {
        Padding.repeat(out.append(text), Text.plain(" "), missing);
      } else if (flags.contains("0") && number) {
        int sign = text.string().startsWith("-") || text.string().startsWith("+") ? 1 : 0;
        out.append(text.slice(0, sign));
        Padding.repeat(out, Text.plain("0"), missing);
        out.append(text.slice(sign, text.length()));
      } else {
        Padding.repeat(out, Text.plain(" "), missing);
        out.append(text);
      }
    }

    private Text cut(Text text) {
      return precision < 0 || precision >= text.codePoints()
          ? text
          : text.slice(0, text.offset(precision));
    }

    private Text signed(String number) {
      boolean plus = flags.contains("+") && !number.startsWith("-");
      boolean space = flags.contains(" ") && !number.startsWith("-") && !plus;
      return Text.plain((plus ? "+" : space ? " " : "") + number);
    }

    private BigInteger integer(Value value) {
      BigInteger integer = Numbers.integer(value);
      if (integer != null) {
        return integer;
      }
      Double real = type == 'x' ? null : Numbers.real(value);
      if (real == null || real.isNaN() || real.isInfinite()) {
        throw new Fault("%" + type + " format: a number is required, not " + Types.name(value));
      }
      return new BigDecimal(real).toBigInteger();
    }

    private String fixed(Value value) {
      Double real = Numbers.real(value);
      if (real == null) {
        throw new Fault("%f format: a number is required, not " + Types.name(value));
      }
      if (real.isNaN() || real.isInfinite()) {
        return Numbers.show(real);
      }
      String digits =
          new BigDecimal(Math.abs(real))
              .setScale(precision < 0 ? 6 : precision, RoundingMode.HALF_EVEN)
              .toPlainString();
      return (real < 0 || 1 / real < 0 ? "-" : "") + digits;
    }
  }

  /** Python's {@code template.format(...)}. */
  static Text format(Rendering rendering, Text template, Arguments arguments) {
    TextBuilder out = rendering.builder();
    String s = template.string();
    int automatic = 0;
    boolean numbered = false;
    int at = 0;
    while (at < s.length()) {
      char c = s.charAt(at);
      if (c != '{' && c != '}') {
        int end = at;
        while (end < s.length() && s.charAt(end) != '{' && s.charAt(end) != '}') {
          end++;
        }
        out.append(template.slice(at, end));
        at = end;
      } else if (s.startsWith(c + "" + c, at)) {
        out.append(template.slice(at, at + 1));
        at += 2;
      } else {
        int close = c == '{' ? s.indexOf('}', at) : -1;
        if (close < 0) {
          throw new Fault("single '" + c + "' in a format string");
        }
        String field = s.substring(at + 1, close);
        Value value = field(field, automatic, arguments);
        automatic += field.isEmpty() ? 1 : 0;
        numbered |= !field.isEmpty() && Character.isDigit(field.charAt(0));
        if (numbered && automatic > 0) {
          throw new Fault("fields with and without numbers in one format string");
        }
        out.append(Printer.show(rendering, value));
        at = close + 1;
      }
    }
    return out.toText();
  }

  private static Value field(String field, int automatic, Arguments arguments) {
    boolean number =
        !field.isEmpty() && field.length() < 5 && field.chars().allMatch(c -> c >= '0' && c <= '9');
    if (field.isEmpty() || number) {
      int index = number ? Integer.parseInt(field) : automatic;
      if (index >= arguments.positional().size()) {
        throw new Fault("format() has no argument " + index);
      }
      return arguments.positional().get(index);
    }
    Value value = arguments.named().get(field);
    if (value == null) {
      throw new Fault("format() has no argument '" + field + "'");
    }
    return value;
  }
}
