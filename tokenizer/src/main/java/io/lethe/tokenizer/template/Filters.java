package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Arguments.Bound;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;

/** What may stand after a bar. */
final class Filters {
  /** What a filter does. */
  @FunctionalInterface
  interface Filter {
    Value apply(Rendering rendering, Value value, Arguments arguments);
  }

  private static final Map<String, Filter> ALL =
      Map.ofEntries(
          Map.entry("tojson", JsonWriter::filter),
          Map.entry("string", (r, v, a) -> Printer.show(r, only("string", v, a))),
          Map.entry("safe", (r, v, a) -> Printer.show(r, only("safe", v, a)).as(Text.Kind.MARKUP)),
          Map.entry("length", (r, v, a) -> Elements.length(only("length", v, a))),
          Map.entry("count", (r, v, a) -> Elements.length(only("count", v, a))),
          Map.entry("abs", (r, v, a) -> Numbers.absolute(only("abs", v, a))),
          Map.entry("default", Filters::otherwise),
          Map.entry("d", Filters::otherwise),
          Map.entry("int", Filters::integer),
          Map.entry("float", Filters::real),
          Map.entry("round", Filters::round),
          Map.entry(
              "attr", (r, v, a) -> Attributes.method(v, a.bind("attr", "name").text(0).string())),
          Map.entry("trim", TextFilters::trim),
          Map.entry("upper", (r, v, a) -> TextFilters.method(r, "upper", v, a)),
          Map.entry("lower", (r, v, a) -> TextFilters.method(r, "lower", v, a)),
          Map.entry("capitalize", (r, v, a) -> TextFilters.method(r, "capitalize", v, a)),
          Map.entry("title", TextFilters::title),
          Map.entry("replace", TextFilters::replace),
          Map.entry("indent", TextFilters::indent),
          Map.entry("escape", TextFilters::escape),
          Map.entry("e", TextFilters::escape),
          Map.entry("format", TextFilters::format),
          Map.entry("center", TextFilters::center),
          Map.entry("wordcount", TextFilters::wordcount),
          Map.entry("join", SequenceFilters::join),
          Map.entry("first", SequenceFilters::first),
          Map.entry("last", SequenceFilters::last),
          Map.entry("list", SequenceFilters::list),
          Map.entry("reverse", SequenceFilters::reverse),
          Map.entry("items", SequenceFilters::items),
          Map.entry("map", SelectionFilters::map),
          Map.entry("select", SelectionFilters::select),
          Map.entry("reject", SelectionFilters::reject),
          Map.entry("selectattr", SelectionFilters::selectAttribute),
          Map.entry("rejectattr", SelectionFilters::rejectAttribute),
          Map.entry("sort", OrderFilters::sort),
          Map.entry("dictsort", OrderFilters::dictSort),
          Map.entry("unique", OrderFilters::unique),
          Map.entry("min", OrderFilters::min),
          Map.entry("max", OrderFilters::max),
          Map.entry("groupby", OrderFilters::groupBy),
          Map.entry("sum", SequenceFilters::sum),
          Map.entry("batch", SequenceFilters::batch),
          Map.entry("slice", SequenceFilters::slice));

  private Filters() {}

  static boolean exists(String name) {
    return ALL.containsKey(name);
  }

  static Value apply(Rendering rendering, String name, Value value, Arguments arguments) {
    Filter filter = ALL.get(name);
    if (filter == null) {
      throw new Fault("no filter is named '" + name + "'");
    }
    rendering.budget().step();
    return filter.apply(rendering, value, arguments);
  }

  /** The value of a filter that takes no arguments and nothing undefined where Python would not. */
  private static Value only(String name, Value value, Arguments arguments) {
    arguments.bind(name);
    if (name.equals("abs") && value instanceof Value.Undefined undefined) {
      throw new Fault(undefined.why());
    }
    return value;
  }

  private static Value otherwise(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("default", "default_value", "boolean");
    boolean missing = value instanceof Value.Undefined || (bound.isTrue(1) && !Truth.of(value));
    return missing ? bound.or(0, Text.EMPTY) : value;
  }

  private static Value integer(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("int", "default", "base");
    BigInteger integer = Numbers.integer(value);
    if (integer != null) {
      return new Value.Int(integer);
    }
    if (value instanceof Text text) {
      String digits = stripped(text).replace("_", "");
      int base = bound.integer(1, 10);
      String bare = base == 16 ? digits.replaceFirst("(?i)^([+-]?)0x", "$1") : digits;
      if (digits.length() <= 1_000
          && bare.matches("[+-]?[0-9a-zA-Z]+")
          && base >= 2
          && base <= 36) {
        try {
          return new Value.Int(new BigInteger(bare, base));
        } catch (NumberFormatException _) {
          return truncated(Numbers.parse(stripped(text)), bound);
        }
      }
      return truncated(Numbers.parse(stripped(text)), bound);
    }
    Double real = Numbers.real(value);
    if (value instanceof Value.Undefined undefined) {
      throw new Fault(undefined.why());
    }
    return truncated(real == null ? Double.NaN : real, bound);
  }

  private static Value truncated(double real, Bound bound) {
    return Double.isNaN(real) || Double.isInfinite(real)
        ? bound.or(0, Value.Int.of(0))
        : new Value.Int(new BigDecimal(real).toBigInteger());
  }

  private static String stripped(Text text) {
    String s = text.string();
    int from = Whitespace.skip(s, 0);
    return s.substring(from, Whitespace.skipBack(s, from, s.length()));
  }

  private static Value real(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("float", "default");
    if (value instanceof Value.Undefined undefined) {
      throw new Fault(undefined.why());
    }
    if (value instanceof Text text) {
      String s = stripped(text);
      double parsed = Numbers.parse(s);
      boolean isNan = s.toLowerCase(Locale.ROOT).matches("[+-]?nan");
      return Double.isNaN(parsed) && !isNan
          ? bound.or(0, new Value.Real(0))
          : new Value.Real(parsed);
    }
    Double real = Numbers.real(value);
    return real == null ? bound.or(0, new Value.Real(0)) : new Value.Real(real);
  }

  private static Value round(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("round", "precision", "method");
    String method = bound.has(1) ? bound.text(1).string() : "common";
    int precision = bound.integer(0, 0);
    return switch (method) {
      case "common" -> Numbers.round(value, precision, RoundingMode.HALF_EVEN);
      case "ceil", "floor" -> {
        Double real = Numbers.real(value);
        if (real == null || Math.abs(precision) > 300) {
          throw new Fault("round() wants a number, found " + Types.name(value));
        }
        double scale = Math.pow(10, precision);
        double moved = method.equals("ceil") ? Math.ceil(real * scale) : Math.floor(real * scale);
        yield new Value.Real(moved / scale);
      }
      default -> throw new Fault("method must be common, ceil or floor");
    };
  }
}
