package io.lethe.tokenizer.template;

import java.util.ArrayList;
import java.util.List;

/** The way to an attribute inside an item, written {@code a.b.0}; empty for the item itself. */
record ItemPath(List<Value> keys) {
  static ItemPath of(Value path) {
    return switch (path) {
      case Value.None _ -> new ItemPath(List.of());
      case Value.Int index -> new ItemPath(List.of(index));
      case Text text -> parse(text.string());
      default -> throw new Fault("an attribute is a str or an int, not " + Types.name(path));
    };
  }

  private static ItemPath parse(String path) {
    List<Value> keys = new ArrayList<>();
    int from = 0;
    while (from <= path.length()) {
      int dot = path.indexOf('.', from);
      int to = dot < 0 ? path.length() : dot;
      String key = path.substring(from, to);
      boolean isIndex =
          !key.isEmpty() && key.length() < 9 && key.chars().allMatch(c -> c >= '0' && c <= '9');
      keys.add(isIndex ? Value.Int.of(Integer.parseInt(key)) : Text.plain(key));
      from = to + 1;
    }
    return new ItemPath(keys);
  }

  Value follow(Value item) {
    Value value = item;
    for (Value key : keys) {
      value = Attributes.item(value, key);
    }
    return value;
  }
}
