package io.lethe.tokenizer.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of a running for: what {@code loop} shows of it. */
final class Loop {
  private final List<Value> items;
  private final int depth;
  private final @Nullable Callable recursion;
  private int index;
  private @Nullable Value lastChanged;

  Loop(List<Value> items, int depth, @Nullable Callable recursion) {
    this.items = items;
    this.depth = depth;
    this.recursion = recursion;
  }

  /** Moves to the item at {@code newIndex}, from 0, and gives it. */
  Value moveTo(int newIndex) {
    index = newIndex;
    return items.get(index);
  }

  int length() {
    return items.size();
  }

  @Nullable Value attribute(String name) {
    return switch (name) {
      case "index" -> Value.Int.of(index + 1L);
      case "index0" -> Value.Int.of(index);
      case "revindex" -> Value.Int.of((long) items.size() - index);
      case "revindex0" -> Value.Int.of(items.size() - index - 1L);
      case "first" -> Value.Bool.of(index == 0);
      case "last" -> Value.Bool.of(index == items.size() - 1);
      case "length" -> Value.Int.of(items.size());
      case "depth" -> Value.Int.of(depth + 1L);
      case "depth0" -> Value.Int.of(depth);
      case "previtem" ->
          index == 0 ? new Value.Undefined("there is no previous item") : items.get(index - 1);
      case "nextitem" ->
          index == items.size() - 1
              ? new Value.Undefined("there is no next item")
              : items.get(index + 1);
      case "cycle" -> new Callable.Function(name, this::cycle);
      case "changed" -> new Callable.Function(name, this::changed);
      default -> null;
    };
  }

  private Value cycle(Rendering rendering, Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw new Fault("no items for cycling given");
    }
    return arguments.positional().get(index % arguments.positional().size());
  }

  private Value changed(Rendering rendering, Arguments arguments) {
    Value now = Value.TupleValue.of(arguments.positional());
    Value before = lastChanged;
    if (before != null && new Comparison(rendering.budget()).equal(before, now)) {
      return Value.Bool.FALSE;
    }
    lastChanged = now;
    return Value.Bool.TRUE;
  }

  Value call(Rendering rendering, Arguments arguments) {
    if (recursion == null) {
      throw new Fault("the loop must have the 'recursive' marker to be called recursively");
    }
    return recursion.call(rendering, arguments);
  }
}
