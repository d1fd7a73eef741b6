package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Expr.ComparisonOperator;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;

/** What may stand after {@code is}. */
final class Tests {
  private static final Set<String> NAMES =
      Set.of(
          "boolean",
          "callable",
          "defined",
          "divisibleby",
          "eq",
          "equalto",
          "==",
          "escaped",
          "even",
          "false",
          "filter",
          "float",
          "ge",
          ">=",
          "gt",
          "greaterthan",
          ">",
          "in",
          "integer",
          "iterable",
          "le",
          "<=",
          "lower",
          "lt",
          "lessthan",
          "<",
          "mapping",
          "ne",
          "!=",
          "none",
          "number",
          "odd",
          "sameas",
          "sequence",
          "string",
          "test",
          "true",
          "undefined",
          "upper");

  private Tests() {}

  static boolean exists(String name) {
    return NAMES.contains(name);
  }

  static boolean holds(Rendering rendering, String name, Value value, Arguments arguments) {
    return switch (name) {
      case "eq",
          "equalto",
          "==",
          "ne",
          "!=",
          "ge",
          ">=",
          "gt",
          "greaterthan",
          ">",
          "le",
          "<=",
          "lt",
          "lessthan",
          "<",
          "in" ->
          new Comparison(rendering.budget())
              .holds(value, operator(name), arguments.bind(name, "other").require(0));
      case "divisibleby" -> {
        Value divisor = arguments.bind(name, "num").require(0);
        Value rest = Operators.apply(rendering, value, Expr.ArithmeticOperator.MODULO, divisor);
        yield !Truth.of(rest);
      }
      case "sameas" -> isSame(value, arguments.bind(name, "other").require(0));
      default -> {
        arguments.bind(name);
        yield plain(rendering, name, value);
      }
    };
  }

  private static ComparisonOperator operator(String name) {
    return switch (name) {
      case "ne", "!=" -> ComparisonOperator.UNEQUAL;
      case "ge", ">=" -> ComparisonOperator.GREATER_OR_EQUAL;
      case "gt", "greaterthan", ">" -> ComparisonOperator.GREATER;
      case "le", "<=" -> ComparisonOperator.LESS_OR_EQUAL;
      case "lt", "lessthan", "<" -> ComparisonOperator.LESS;
      case "in" -> ComparisonOperator.IN;
      default -> ComparisonOperator.EQUAL;
    };
  }

  private static boolean plain(Rendering rendering, String name, Value value) {
    return switch (name) {
      case "defined" -> !(value instanceof Value.Undefined);
      case "undefined" -> value instanceof Value.Undefined;
      case "none" -> value == Value.None.NONE;
      case "boolean" -> value instanceof Value.Bool;
      case "true" -> value == Value.Bool.TRUE;
      case "false" -> value == Value.Bool.FALSE;
      case "integer" -> value instanceof Value.Int;
      case "float" -> value instanceof Value.Real;
      case "number" -> Numbers.is(value);
      case "string" -> value instanceof Text;
      case "mapping" -> value instanceof DictValue;
      case "sequence" ->
          value instanceof Text
              || value instanceof DictValue
              || value instanceof Value.Sequence
              || value instanceof Value.Undefined;
      case "iterable" ->
          value instanceof Text
              || value instanceof DictValue
              || value instanceof Value.Iterated
              || value instanceof Value.LoopValue
              || value instanceof Value.Undefined;
      case "callable" ->
          value instanceof Callable
              || value instanceof Value.LoopValue
              || value instanceof Value.Undefined;
      case "escaped" -> value instanceof Text text && text.isMarkup();
      case "odd" -> parity(value);
      case "even" -> !parity(value);
      case "lower" -> isCased(Printer.show(rendering, value), Printed.LOWER);
      case "upper" -> isCased(Printer.show(rendering, value), Printed.UPPER);
      case "filter" -> value instanceof Text text && Filters.exists(text.string());
      case "test" -> value instanceof Text text && exists(text.string());
      default -> throw new Fault("no test is named '" + name + "'");
    };
  }

  private enum Printed {
    LOWER,
    UPPER
  }

  private static boolean isCased(Text text, Printed printed) {
    String lower = text.string().toLowerCase(Locale.ROOT);
    String upper = text.string().toUpperCase(Locale.ROOT);
    return !lower.equals(upper) && text.string().equals(printed == Printed.LOWER ? lower : upper);
  }

  private static boolean parity(Value value) {
    BigInteger integer = Numbers.integer(value);
    if (integer != null) {
      return integer.testBit(0);
    }
    if (value instanceof Value.Real real) {
      return Math.abs(real.value() % 2) == 1;
    }
    throw new Fault("odd and even want a number, found " + Types.name(value));
  }

  /**
   * Python's {@code is} for what has one instance of its kind, equality of numbers and text else.
   */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Value value, Value other) {
    if (value instanceof Value.Int a && other instanceof Value.Int b) {
      return a.equals(b);
    }
    return (value instanceof Text a && other instanceof Text b) ? a.equals(b) : value == other;
  }
}
