package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Arguments.Bound;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Filters that compare items: sorting, grouping, the smallest, each one once. */
final class OrderFilters {
  private OrderFilters() {}

  static Value sort(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("sort", "reverse", "case_sensitive", "attribute");
    List<Value> items = Elements.list(rendering, value);
    Comparator<Value> order =
        byKeys(rendering, paths(bound.or(2, Value.None.NONE)), bound.isTrue(1));
    items.sort(bound.isTrue(0) ? order.reversed() : order);
    return Value.ListValue.of(items);
  }

  /** Several attributes may be given with commas between. */
  private static List<ItemPath> paths(Value attribute) {
    if (!(attribute instanceof Text text)) {
      return List.of(ItemPath.of(attribute));
    }
    List<ItemPath> paths = new ArrayList<>();
    for (String path : text.string().split(",", -1)) {
      paths.add(ItemPath.of(Text.plain(path)));
    }
    return paths;
  }

  private static Comparator<Value> byKeys(
      Rendering rendering, List<ItemPath> paths, boolean caseSensitive) {
    Comparator<Value> values = new Comparison(rendering.budget()).comparator();
    return (left, right) -> {
      for (ItemPath path : paths) {
        int order =
            values.compare(
                folded(path.follow(left), caseSensitive),
                folded(path.follow(right), caseSensitive));
        if (order != 0) {
          return order;
        }
      }
      return 0;
    };
  }

  private static Value folded(Value value, boolean caseSensitive) {
    return value instanceof Text text && !caseSensitive
        ? text.derive(text.string().toLowerCase(Locale.ROOT))
        : value;
  }

  static Value dictSort(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("dictsort", "case_sensitive", "by", "reverse");
    if (!(value instanceof DictValue dict)) {
      throw new Fault("dictsort wants a dict, found " + Types.name(value));
    }
    String by = bound.has(1) ? bound.text(1).string() : "key";
    int column =
        switch (by) {
          case "key" -> 0;
          case "value" -> 1;
          default -> throw new Fault("You can only sort by either \"key\" or \"value\"");
        };
    List<Value> items = dict.items();
    Comparator<Value> order =
        byKeys(rendering, List.of(ItemPath.of(Value.Int.of(column))), bound.isTrue(0));
    items.sort(bound.isTrue(2) ? order.reversed() : order);
    return Value.ListValue.of(items);
  }

  static Value unique(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("unique", "case_sensitive", "attribute");
    ItemPath path = ItemPath.of(bound.or(1, Value.None.NONE));
    List<Value> kept = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    for (Value item : Elements.list(rendering, value)) {
      if (seen.add(DictValue.key(folded(path.follow(item), bound.isTrue(0))))) {
        kept.add(item);
      }
    }
    return Value.Generator.of(kept);
  }

  static Value min(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("min", "case_sensitive", "attribute");
    return extreme(rendering, value, order(rendering, bound));
  }

  static Value max(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("max", "case_sensitive", "attribute");
    return extreme(rendering, value, order(rendering, bound).reversed());
  }

  private static Comparator<Value> order(Rendering rendering, Bound bound) {
    return byKeys(rendering, List.of(ItemPath.of(bound.or(1, Value.None.NONE))), bound.isTrue(0));
  }

  private static Value extreme(Rendering rendering, Value value, Comparator<Value> order) {
    return Elements.list(rendering, value).stream()
        .reduce((best, item) -> order.compare(item, best) < 0 ? item : best)
        .orElseGet(() -> new Value.Undefined("No aggregated item, sequence was empty."));
  }

  static Value groupBy(Rendering rendering, Value value, Arguments arguments) {
    Bound bound = arguments.bind("groupby", "attribute", "default", "case_sensitive");
    ItemPath path = ItemPath.of(bound.require(0));
    List<Value> items = Elements.list(rendering, value);
    items.sort(byKeys(rendering, List.of(path), bound.isTrue(2)));
    Comparison comparison = new Comparison(rendering.budget());
    List<Value> groups = new ArrayList<>();
    int from = 0;
    while (from < items.size()) {
      Value key = folded(path.follow(items.get(from)), bound.isTrue(2));
      int to = from + 1;
      while (to < items.size()
          && comparison.equal(key, folded(path.follow(items.get(to)), bound.isTrue(2)))) {
        to++;
      }
      Value group = Value.ListValue.of(new ArrayList<>(items.subList(from, to)));
      groups.add(Value.TupleValue.of(List.of(path.follow(items.get(from)), group)));
      from = to;
    }
    return Value.ListValue.of(groups);
  }
}
