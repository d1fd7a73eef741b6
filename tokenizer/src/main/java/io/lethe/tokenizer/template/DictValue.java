package io.lethe.tokenizer.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's dict, never changed. Keeps the order of insertion; keys are equal as in Python. */
final class DictValue implements Value {
  /** One key with its value. */
  record Entry(Value key, Value value) {}

  private static final long HEAVIEST_KEY = 1_000;

  private final Map<Object, Entry> entries;
  private final Nesting nesting;

  private DictValue(Map<Object, Entry> entries) {
    this.entries = entries;
    List<Value> parts = new ArrayList<>();
    for (Entry entry : entries.values()) {
      parts.add(entry.key());
      parts.add(entry.value());
    }
    this.nesting = Nesting.around(parts);
  }

  /** A later entry with an equal key replaces the value and keeps key and place. */
  static DictValue of(Iterable<Entry> entries) {
    Map<Object, Entry> map = new LinkedHashMap<>();
    for (Entry entry : entries) {
      map.merge(key(entry.key()), entry, (old, fresh) -> new Entry(old.key(), fresh.value()));
    }
    return new DictValue(map);
  }

  @Nullable Value get(Value key) {
    Entry entry = entries.get(key(key));
    return entry == null ? null : entry.value();
  }

  @Nullable Value get(String key) {
    Entry entry = entries.get(key);
    return entry == null ? null : entry.value();
  }

  Iterable<Entry> entries() {
    return entries.values();
  }

  int size() {
    return entries.size();
  }

  Nesting nesting() {
    return nesting;
  }

  List<Value> keys() {
    List<Value> keys = new ArrayList<>();
    entries.values().forEach(entry -> keys.add(entry.key()));
    return keys;
  }

  List<Value> values() {
    List<Value> values = new ArrayList<>();
    entries.values().forEach(entry -> values.add(entry.value()));
    return values;
  }

  List<Value> items() {
    List<Value> items = new ArrayList<>();
    entries
        .values()
        .forEach(entry -> items.add(TupleValue.of(List.of(entry.key(), entry.value()))));
    return items;
  }

  /** An object that is equal to that of another value when Python finds the two equal as keys. */
  static Object key(Value value) {
    return switch (value) {
      case Text text -> text.string();
      case Bool bool -> bool == Bool.TRUE ? BigInteger.ONE : BigInteger.ZERO;
      case Int number -> number.value();
      case Real real -> realKey(real.value());
      case TupleValue tuple -> {
        if (tuple.nesting().weight() > HEAVIEST_KEY) {
          throw Fault.limit("values in a key", tuple.nesting().weight(), HEAVIEST_KEY);
        }
        yield tuple.items().stream().map(DictValue::key).toList();
      }
      case None none -> none;
      case Undefined _ -> Undefined.class;
      case ListValue _, DictValue _, ViewValue _ ->
          throw new Fault("unhashable type: '" + Types.name(value) + "'");
      case RangeValue _, Generator _, NamespaceValue _, LoopValue _, Callable _ -> value;
    };
  }

  private static Object realKey(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return value;
    }
    BigDecimal exact = new BigDecimal(value).stripTrailingZeros();
    return exact.scale() <= 0 ? exact.toBigIntegerExact() : exact;
  }
}
