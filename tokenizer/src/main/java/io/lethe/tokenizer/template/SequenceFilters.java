package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Arguments.Bound;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Filters that take the items of a value as they come. */
final class SequenceFilters {
  private SequenceFilters() {}

  static Value join(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("join", "d", "attribute");
    Text separator = Printer.show(rendering, bound.or(0, Text.EMPTY));
    ItemPath path = ItemPath.of(bound.or(1, Value.None.NONE));
    TextBuilder out = rendering.builder();
    boolean first = true;
    for (Value item : Elements.list(rendering, value)) {
      out.append(first ? Text.EMPTY : separator).append(Printer.show(rendering, path.follow(item)));
      first = false;
    }
    return out.toText();
  }

  static Value first(Rendering rendering, Value value, Arguments arguments) {
    arguments.bind("first");
    Iterator<Value> items = Elements.iterate(rendering, value);
    return items.hasNext()
        ? items.next()
        : new Value.Undefined("No first item, sequence was empty.");
  }

  static Value last(Rendering rendering, Value value, Arguments arguments) {
    arguments.bind("last");
    if (value instanceof Value.Generator) {
      throw new Fault("'generator' object is not reversible");
    }
    List<Value> items = Elements.list(rendering, value);
    return items.isEmpty()
        ? new Value.Undefined("No last item, sequence was empty.")
        : items.getLast();
  }

  static Value list(Rendering rendering, Value value, Arguments arguments) {
    arguments.bind("list");
    return Value.ListValue.of(Elements.list(rendering, value));
  }

  static Value reverse(Rendering rendering, Value value, Arguments arguments) {
    arguments.bind("reverse");
    if (value instanceof Text text) {
      return Elements.slice(rendering, text, null, null, Value.Int.of(-1));
    }
    List<Value> items = Elements.list(rendering, value);
    Collections.reverse(items);
    return Value.Generator.of(items);
  }

  static Value items(Rendering rendering, Value value, Arguments arguments) {
    arguments.bind("items");
    return switch (value) {
      case DictValue dict -> Value.Generator.of(dict.items());
      case Value.Undefined _ -> Value.Generator.of(List.of());
      default -> throw new Fault("Can only get item pairs from a mapping.");
    };
  }

  static Value sum(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("sum", "attribute", "start");
    ItemPath path = ItemPath.of(bound.or(0, Value.None.NONE));
    Value sum = bound.or(1, Value.Int.of(0));
    for (Value item : Elements.list(rendering, value)) {
      sum = Operators.apply(rendering, sum, Expr.ArithmeticOperator.ADD, path.follow(item));
    }
    return sum;
  }

  static Value batch(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("batch", "linecount", "fill_with");
    int size = bound.integer(0);
    Value fill = bound.or(1, Value.None.NONE);
    List<Value> batches = new ArrayList<>();
    List<Value> batch = new ArrayList<>();
    for (Value item : Elements.list(rendering, value)) {
      if (batch.size() == size) {
        batches.add(Value.ListValue.of(batch));
        batch = new ArrayList<>();
      }
      batch.add(item);
    }
    if (!batch.isEmpty()) {
      while (fill != Value.None.NONE && batch.size() < size) {
        rendering.budget().step();
        batch.add(fill);
      }
      batches.add(Value.ListValue.of(batch));
    }
    return Value.Generator.of(batches);
  }

  static Value slice(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("slice", "slices", "fill_with");
    int slices = bound.integer(0);
    Value fill = bound.or(1, Value.None.NONE);
    if (slices <= 0) {
      throw new Fault("slice wants at least one slice, found " + slices);
    }
    List<Value> items = Elements.list(rendering, value);
    rendering.budget().steps(slices);
    int each = items.size() / slices;
    int longer = items.size() % slices;
    List<Value> result = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < slices; i++) {
      int to = from + each + (i < longer ? 1 : 0);
      List<Value> slice = new ArrayList<>(items.subList(from, to));
      if (fill != Value.None.NONE && i >= longer) {
        slice.add(fill);
      }
      result.add(Value.ListValue.of(slice));
      from = to;
    }
    return Value.Generator.of(result);
  }
}
