package io.lethe.tokenizer.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as collections: running over them, their length, slices of them. */
final class Elements {
  private Elements() {}

  /** What {@code iter(value)} gives; a text gives its code points, a dict its keys. */
  static Iterator<Value> iterate(Rendering rendering, Value value) {
    return switch (value) {
      case Text text -> characters(rendering, text).iterator();
      case DictValue dict -> dict.keys().iterator();
      case Value.Iterated iterable -> iterable.iterator();
      case Value.Undefined _ -> List.<Value>of().iterator();
      case Value.None _,
          Value.Bool _,
          Value.Int _,
          Value.Real _,
          Value.NamespaceValue _,
          Value.LoopValue _,
          Callable _ ->
          throw new Fault("'" + Types.name(value) + "' object is not iterable");
    };
  }

  static List<Value> list(Rendering rendering, Value value) {
    List<Value> items = new ArrayList<>();
    iterate(rendering, value).forEachRemaining(items::add);
    rendering.budget().steps(items.size());
    return items;
  }

  private static List<Value> characters(Rendering rendering, Text text) {
    List<Value> characters = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = at + Character.charCount(text.string().codePointAt(at));
      rendering.budget().piece();
      characters.add(text.slice(at, end).as(Text.Kind.STR));
      at = end;
    }
    return characters;
  }

  /** What {@code len(value)} gives, or -1 if the value has no length. */
  static int lengthOrNone(Value value) {
    return switch (value) {
      case Text text -> text.codePoints();
      case DictValue dict -> dict.size();
      case Value.Sequence sequence -> sequence.items().size();
      case Value.ViewValue view -> view.content().items().size();
      case Value.Undefined _ -> 0;
      case Value.LoopValue loop -> loop.loop().length();
      case Value.None _,
          Value.Bool _,
          Value.Int _,
          Value.Real _,
          Value.Generator _,
          Value.NamespaceValue _,
          Callable _ ->
          -1;
    };
  }

  static Value length(Value value) {
    int length = lengthOrNone(value);
    if (length < 0) {
      throw new Fault("object of type '" + Types.name(value) + "' has no len()");
    }
    return Value.Int.of(length);
  }

  /** Python's {@code value[start:stop:step]}. */
  static Value slice(
      Rendering rendering,
      Value value,
      @Nullable Value start,
      @Nullable Value stop,
      @Nullable Value step) {
    return switch (value) {
      case Text text -> slice(rendering, text, start, stop, step);
      case Value.ListValue list -> Value.ListValue.of(pick(rendering, list, start, stop, step));
      case Value.TupleValue tuple -> Value.TupleValue.of(pick(rendering, tuple, start, stop, step));
      case Value.RangeValue range -> Value.ListValue.of(pick(rendering, range, start, stop, step));
      case Value.Undefined undefined -> throw new Fault(undefined.why());
      default -> throw new Fault("'" + Types.name(value) + "' object is not subscriptable");
    };
  }

  private static List<Value> pick(
      Rendering rendering,
      Value.Sequence sequence,
      @Nullable Value start,
      @Nullable Value stop,
      @Nullable Value step) {
    List<Value> items = sequence.items();
    List<Value> picked = new ArrayList<>();
    for (int index : indices(start, stop, step, items.size())) {
      rendering.budget().step();
      picked.add(items.get(index));
    }
    return picked;
  }

  private static Text slice(
      Rendering rendering,
      Text text,
      @Nullable Value start,
      @Nullable Value stop,
      @Nullable Value step) {
    rendering.budget().characters(text.length());
    int length = text.codePoints();
    Iterable<Integer> indices = indices(start, stop, step, length);
    if (step == null || step == Value.None.NONE || Numbers.index(step) == 1) {
      int from = bound(start, 0, length, 0, length);
      int to = bound(stop, length, length, 0, length);
      return from >= to ? Text.EMPTY : text.slice(text.offset(from), text.offset(to));
    }
    List<Value> characters = characters(rendering, text);
    TextBuilder out = rendering.builder();
    for (int index : indices) {
      out.append((Text) characters.get(index));
    }
    return out.toText();
  }

  /** The indices a slice of something {@code length} long takes, in order. */
  private static List<Integer> indices(
      @Nullable Value start, @Nullable Value stop, @Nullable Value step, int length) {
    int stride = step == null || step == Value.None.NONE ? 1 : Numbers.index(step);
    if (stride == 0) {
      throw new Fault("slice step cannot be zero");
    }
    boolean forward = stride > 0;
    int lowest = forward ? 0 : -1;
    int highest = forward ? length : length - 1;
    int from = bound(start, forward ? lowest : highest, length, lowest, highest);
    int to = bound(stop, forward ? highest : lowest, length, lowest, highest);
    List<Integer> indices = new ArrayList<>();
    for (long i = from; forward ? i < to : i > to; i += stride) {
      indices.add((int) i);
    }
    return indices;
  }

  private static int bound(
      @Nullable Value value, int otherwise, int length, int lowest, int highest) {
    if (value == null || value == Value.None.NONE) {
      return otherwise;
    }
    long index = Numbers.index(value);
    return Math.clamp(index < 0 ? index + length : index, lowest, highest);
  }
}
