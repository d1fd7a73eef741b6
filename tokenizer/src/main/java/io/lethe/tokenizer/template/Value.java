package io.lethe.tokenizer.template;

import java.math.BigInteger;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an expression of a template can be, named after the Python type it stands for. */
sealed interface Value permits Text, DictValue, Value.Simple, Value.Iterated, Callable {

  /** A value without parts. */
  sealed interface Simple extends Value {}

  /** A value a loop can run over, apart from text and dict. */
  sealed interface Iterated extends Value {
    Iterator<Value> iterator();
  }

  /** A value with a length and an index. */
  sealed interface Sequence extends Iterated {
    List<Value> items();

    Nesting nesting();

    @Override
    default Iterator<Value> iterator() {
      return items().iterator();
    }
  }

  /** A name or attribute that is not there; {@code why} is the complaint when it is used. */
  record Undefined(String why) implements Simple {}

  /** Python's None. */
  enum None implements Simple {
    NONE
  }

  /** Python's bool. */
  enum Bool implements Simple {
    FALSE,
    TRUE;

    static Bool of(boolean condition) {
      return condition ? TRUE : FALSE;
    }
  }

  /** Python's int. */
  record Int(BigInteger value) implements Simple {
    static Int of(long value) {
      return new Int(BigInteger.valueOf(value));
    }
  }

  /** Python's float. */
  record Real(double value) implements Simple {}

  /** Python's list, never changed: the sandbox of transformers forbids its mutators. */
  record ListValue(List<Value> items, Nesting nesting) implements Sequence {
    static ListValue of(List<Value> items) {
      return new ListValue(Collections.unmodifiableList(items), Nesting.around(items));
    }
  }

  /** Python's tuple. */
  record TupleValue(List<Value> items, Nesting nesting) implements Sequence {
    static TupleValue of(List<Value> items) {
      return new TupleValue(Collections.unmodifiableList(items), Nesting.around(items));
    }
  }

  /** Python's range; {@code shown} is how it prints. */
  record RangeValue(List<Value> items, String shown) implements Sequence {
    @Override
    public Nesting nesting() {
      return Nesting.LEAF;
    }
  }

  /**
   * What {@code dict.keys()}, {@code values()} and {@code items()} give: a length, but no index.
   */
  record ViewValue(String type, ListValue content) implements Iterated {
    @Override
    public Iterator<Value> iterator() {
      return content.items().iterator();
    }
  }

  /** Python's generator: to be run over once. */
  record Generator(Iterator<Value> iterator) implements Iterated {
    static Generator of(List<Value> items) {
      return new Generator(items.iterator());
    }
  }

  /** The only value a template may change. */
  record NamespaceValue(Map<String, Value> attributes) implements Simple {
    NamespaceValue() {
      this(new LinkedHashMap<>());
    }
  }

  /** The {@code loop} of a for. */
  record LoopValue(Loop loop) implements Simple {}
}
