package io.lethe.tokenizer.template;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code target.name} and {@code target[key]}. The dot prefers methods, the bracket prefers
 * entries, as in the sandbox of jinja2: {@code x.items} of a dict is the method even if there is
 * such a key.
 */
final class Attributes {
  private static final Set<String> DICT_MUTATORS =
      Set.of("clear", "pop", "popitem", "setdefault", "update");
  private static final Set<String> LIST_MUTATORS =
      Set.of("append", "extend", "insert", "remove", "pop", "clear", "reverse", "sort");

  private Attributes() {}

  static Value attribute(Value target, String name) {
    Value own = own(target, name);
    if (own != null) {
      return own;
    }
    Value entry = target instanceof DictValue dict ? dict.get(name) : null;
    return entry != null ? entry : missing(target, name);
  }

  /** What the dot finds without looking at entries. */
  static Value method(Value target, String name) {
    Value own = own(target, name);
    return own != null ? own : missing(target, name);
  }

  static Value item(Value target, Value key) {
    Value item =
        switch (target) {
          case DictValue dict -> dict.get(key);
          case Text text -> Numbers.integer(key) == null ? null : character(text, key);
          case Value.Sequence sequence ->
              Numbers.integer(key) == null ? null : element(sequence.items(), key);
          case Value.Undefined undefined -> throw new Fault(undefined.why());
          default -> null;
        };
    if (item != null) {
      return item;
    }
    if (key instanceof Text name) {
      Value own = own(target, name.string());
      return own != null ? own : missing(target, name.string());
    }
    return new Value.Undefined(Types.name(target) + " object has no element " + shown(key));
  }

  private static String shown(Value key) {
    return key instanceof Value.Int number ? number.value().toString() : Types.name(key);
  }

  private static @Nullable Value element(List<Value> items, Value key) {
    int index = Numbers.index(key);
    int from = index < 0 ? index + items.size() : index;
    return from >= 0 && from < items.size() ? items.get(from) : null;
  }

  private static @Nullable Value character(Text text, Value key) {
    int index = Numbers.index(key);
    int from = index < 0 ? index + text.codePoints() : index;
    if (from < 0 || from >= text.codePoints()) {
      return null;
    }
    int start = text.offset(from);
    return text.slice(start, text.string().offsetByCodePoints(start, 1));
  }

  private static Value missing(Value target, String name) {
    if (target instanceof Value.Undefined undefined) {
      throw new Fault(undefined.why());
    }
    return new Value.Undefined(
        "'" + Types.name(target) + "' object has no attribute '" + name + "'");
  }

  /** What Python's {@code getattr} finds. */
  private static @Nullable Value own(Value target, String name) {
    return switch (target) {
      case Text text ->
          TextMethods.has(name)
              ? method(
                  name,
                  (rendering, arguments) -> TextMethods.call(rendering, text, name, arguments))
              : null;
      case DictValue dict -> dictMethod(dict, name);
      case Value.ListValue list -> listMethod(list, name, LIST_MUTATORS);
      case Value.TupleValue tuple -> listMethod(tuple, name, Set.of());
      case Value.NamespaceValue namespace -> namespace.attributes().get(name);
      case Value.LoopValue loop -> loop.loop().attribute(name);
      case Callable callable -> callable.attribute(name);
      case Value.Undefined _,
          Value.None _,
          Value.Bool _,
          Value.Int _,
          Value.Real _,
          Value.RangeValue _,
          Value.ViewValue _,
          Value.Generator _ ->
          null;
    };
  }

  private static @Nullable Value dictMethod(DictValue dict, String name) {
    if (DICT_MUTATORS.contains(name)) {
      return unsafe(dict, name);
    }
    return switch (name) {
      case "items" -> view(name, dict.items());
      case "keys" -> view(name, dict.keys());
      case "values" -> view(name, dict.values());
      case "copy" -> method(name, (_, _) -> dict);
      case "get" ->
          method(
              name,
              (_, arguments) -> {
                Arguments.Bound bound = arguments.bind("get", "key", "default");
                Value value = dict.get(bound.require(0));
                return value != null ? value : bound.or(1, Value.None.NONE);
              });
      default -> null;
    };
  }

  private static Value view(String name, List<Value> items) {
    return method(
        name,
        (_, arguments) -> {
          arguments.bind(name);
          return new Value.ViewValue("dict_" + name, Value.ListValue.of(items));
        });
  }

  private static @Nullable Value listMethod(
      Value.Sequence sequence, String name, Set<String> mutators) {
    if (mutators.contains(name)) {
      return unsafe(sequence, name);
    }
    return switch (name) {
      case "copy" -> sequence instanceof Value.ListValue ? method(name, (_, _) -> sequence) : null;
      case "count" ->
          method(
              name,
              (rendering, arguments) -> {
                Value wanted = arguments.bind(name, "value").require(0);
                Comparison comparison = new Comparison(rendering.budget());
                return Value.Int.of(
                    sequence.items().stream().filter(i -> comparison.equal(i, wanted)).count());
              });
      case "index" ->
          method(
              name,
              (rendering, arguments) -> {
                Value wanted = arguments.bind(name, "value").require(0);
                Comparison comparison = new Comparison(rendering.budget());
                for (int i = 0; i < sequence.items().size(); i++) {
                  if (comparison.equal(sequence.items().get(i), wanted)) {
                    return Value.Int.of(i);
                  }
                }
                throw new Fault("the value is not in the list");
              });
      default -> null;
    };
  }

  private static Value unsafe(Value target, String name) {
    return new Value.Undefined(
        "access to attribute '" + name + "' of '" + Types.name(target) + "' object is unsafe");
  }

  private static Callable method(String name, Callable.Body body) {
    return new Callable.Function(name, body);
  }
}
