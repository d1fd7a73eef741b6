package io.lethe.tokenizer.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of one call, by position and by name. */
record Arguments(List<Value> positional, Map<String, Value> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static Arguments of(Value... positional) {
    return new Arguments(List.of(positional), Map.of());
  }

  /** The arguments without the first {@code count} by position. */
  Arguments skip(int count) {
    return new Arguments(positional.subList(count, positional.size()), named);
  }

  /** Assigns the arguments to parameters; too many, unknown and doubled ones are refused. */
  Bound bind(String function, String... parameters) {
    if (positional.size() > parameters.length) {
      throw new Fault(
          function
              + "() takes "
              + parameters.length
              + " argument(s), "
              + positional.size()
              + " given");
    }
    List<@Nullable Value> values = new ArrayList<>(positional);
    List<String> names = List.of(parameters);
    while (values.size() < names.size()) {
      values.add(null);
    }
    for (Map.Entry<String, Value> argument : named.entrySet()) {
      int index = names.indexOf(argument.getKey());
      if (index < 0) {
        throw new Fault(
            function + "() has no argument '" + argument.getKey() + "', it has " + names);
      }
      if (values.get(index) != null) {
        throw new Fault(function + "() got '" + argument.getKey() + "' twice");
      }
      values.set(index, argument.getValue());
    }
    return new Bound(function, names, values);
  }

  /** Arguments by the index of their parameter. */
  record Bound(String function, List<String> names, List<@Nullable Value> values) {
    @Nullable Value get(int index) {
      return values.get(index);
    }

    boolean has(int index) {
      return values.get(index) != null;
    }

    Value require(int index) {
      Value value = values.get(index);
      if (value == null) {
        throw new Fault(function + "() needs the argument '" + names.get(index) + "'");
      }
      return value;
    }

    Value or(int index, Value otherwise) {
      Value value = values.get(index);
      return value == null ? otherwise : value;
    }

    boolean isTrue(int index) {
      Value value = values.get(index);
      return value != null && Truth.of(value);
    }

    Text text(int index) {
      if (require(index) instanceof Text text) {
        return text;
      }
      throw wrong(index, "str");
    }

    int integer(int index) {
      return Numbers.index(require(index));
    }

    int integer(int index, int otherwise) {
      Value value = values.get(index);
      return value == null ? otherwise : Numbers.index(value);
    }

    Fault wrong(int index, String wanted) {
      return new Fault(
          function
              + "() wants "
              + wanted
              + " for '"
              + names.get(index)
              + "', found "
              + Types.name(require(index)));
    }
  }
}
