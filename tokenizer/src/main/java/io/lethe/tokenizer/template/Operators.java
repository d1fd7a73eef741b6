package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Expr.ArithmeticOperator;
import java.util.ArrayList;
import java.util.List;

/** Arithmetic on all values: numbers, joining and repeating text and lists, {@code %} formats. */
final class Operators {
  private Operators() {}

  static Value apply(Rendering rendering, Value left, ArithmeticOperator operator, Value right) {
    if (Numbers.is(left) && Numbers.is(right)) {
      return Numbers.arithmetic(left, operator, right);
    }
    if (left instanceof Text template && operator == ArithmeticOperator.MODULO) {
      if (template.isMarkup()) {
        throw new Fault("'%' on markup is not offered to templates");
      }
      return TextFormat.percent(rendering, template, right);
    }
    if (operator == ArithmeticOperator.ADD) {
      if (left instanceof Text a && right instanceof Text b) {
        return joined(rendering, a, b);
      }
      if (left instanceof Value.ListValue a && right instanceof Value.ListValue b) {
        return Value.ListValue.of(joined(rendering, a, b));
      }
      if (left instanceof Value.TupleValue a && right instanceof Value.TupleValue b) {
        return Value.TupleValue.of(joined(rendering, a, b));
      }
    }
    if (operator == ArithmeticOperator.MULTIPLY && Numbers.integer(right) != null) {
      return repeat(rendering, left, right);
    }
    if (operator == ArithmeticOperator.MULTIPLY && Numbers.integer(left) != null) {
      return repeat(rendering, right, left);
    }
    throw unsupported(left, operator, right);
  }

  private static Text joined(Rendering rendering, Text a, Text b) {
    if (!a.isMarkup() && !b.isMarkup()) {
      return rendering.builder().append(a).append(b).toText();
    }
    return rendering
        .builder()
        .append(TextFilters.escaped(rendering, a))
        .append(TextFilters.escaped(rendering, b))
        .toText()
        .as(Text.Kind.MARKUP);
  }

  private static List<Value> joined(Rendering rendering, Value.Sequence a, Value.Sequence b) {
    rendering.budget().steps((long) a.items().size() + b.items().size());
    List<Value> items = new ArrayList<>(a.items());
    items.addAll(b.items());
    return items;
  }

  private static Value repeat(Rendering rendering, Value value, Value count) {
    int times = Math.max(0, Numbers.index(count));
    return switch (value) {
      case Text text -> {
        rendering.budget().output((long) text.length() * times);
        TextBuilder out = rendering.builder();
        Padding.repeat(out, text, times);
        yield out.toText().as(text.isMarkup() ? Text.Kind.MARKUP : Text.Kind.STR);
      }
      case Value.ListValue list -> Value.ListValue.of(repeated(rendering, list.items(), times));
      case Value.TupleValue tuple -> Value.TupleValue.of(repeated(rendering, tuple.items(), times));
      default -> throw unsupported(value, ArithmeticOperator.MULTIPLY, count);
    };
  }

  private static List<Value> repeated(Rendering rendering, List<Value> items, int times) {
    rendering.budget().steps((long) items.size() * times);
    List<Value> repeated = new ArrayList<>();
    for (int i = 0; i < times && !items.isEmpty(); i++) {
      repeated.addAll(items);
    }
    return repeated;
  }

  private static Fault unsupported(Value left, ArithmeticOperator operator, Value right) {
    for (Value side : List.of(left, right)) {
      if (side instanceof Value.Undefined undefined) {
        return new Fault(undefined.why());
      }
    }
    return new Fault(
        "'"
            + operator.sign()
            + "' does not take "
            + Types.name(left)
            + " and "
            + Types.name(right));
  }
}
