package io.lethe.tokenizer.template;

import java.util.ArrayList;
import java.util.List;

/** Filters that apply another filter or a test to every item. */
final class SelectionFilters {
  /** What happens to an item that passes. */
  private enum Passing {
    KEPT,
    DROPPED
  }

  private SelectionFilters() {}

  static Value map(Rendering rendering, Value value, Arguments arguments) {
    List<Value> mapped = new ArrayList<>();
    if (arguments.positional().isEmpty()) {
      Arguments.Bound bound = arguments.bind("map", "attribute", "default");
      ItemPath path = ItemPath.of(bound.require(0));
      for (Value item : items(rendering, value)) {
        Value found = path.follow(item);
        mapped.add(found instanceof Value.Undefined ? bound.or(1, found) : found);
      }
      return Value.Generator.of(mapped);
    }
    if (!(arguments.positional().getFirst() instanceof Text filter)) {
      throw new Fault("map wants the name of a filter");
    }
    for (Value item : items(rendering, value)) {
      mapped.add(Filters.apply(rendering, filter.string(), item, arguments.skip(1)));
    }
    return Value.Generator.of(mapped);
  }

  static Value select(Rendering rendering, Value value, Arguments arguments) {
    return choose(rendering, value, ItemPath.of(Value.None.NONE), arguments, Passing.KEPT);
  }

  static Value reject(Rendering rendering, Value value, Arguments arguments) {
    return choose(rendering, value, ItemPath.of(Value.None.NONE), arguments, Passing.DROPPED);
  }

  static Value selectAttribute(Rendering rendering, Value value, Arguments arguments) {
    return choose(rendering, value, path(arguments), arguments.skip(1), Passing.KEPT);
  }

  static Value rejectAttribute(Rendering rendering, Value value, Arguments arguments) {
    return choose(rendering, value, path(arguments), arguments.skip(1), Passing.DROPPED);
  }

  private static ItemPath path(Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw new Fault("Missing parameter for attribute name");
    }
    return ItemPath.of(arguments.positional().getFirst());
  }

  private static Value choose(
      Rendering rendering, Value value, ItemPath path, Arguments arguments, Passing passing) {
    List<Value> chosen = new ArrayList<>();
    for (Value item : items(rendering, value)) {
      Value looked = path.follow(item);
      boolean passes;
      if (arguments.positional().isEmpty()) {
        passes = Truth.of(looked);
      } else if (arguments.positional().getFirst() instanceof Text test) {
        passes = Tests.holds(rendering, test.string(), looked, arguments.skip(1));
      } else {
        throw new Fault("select and reject want the name of a test");
      }
      if (passes == (passing == Passing.KEPT)) {
        chosen.add(item);
      }
    }
    return Value.Generator.of(chosen);
  }

  /** What is false is taken for empty, even a None. */
  private static List<Value> items(Rendering rendering, Value value) {
    return Truth.of(value) ? Elements.list(rendering, value) : List.of();
  }
}
