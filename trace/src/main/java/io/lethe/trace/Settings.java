package io.lethe.trace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Named values, a flat JSON object: how tokens were chosen, what a session was opened with. Keeps
 * the order in which they were given; equal whatever the order. Immutable.
 */
public record Settings(SequencedMap<String, Value> values) {
  /** Nothing set. */
  public static final Settings NONE = new Settings(new LinkedHashMap<>());

  /** A value. A whole number and a decimal are never equal. */
  public sealed interface Value {
    /** A string. */
    record Text(String value) implements Value {}

    /** A number without a fraction. */
    record Whole(long value) implements Value {}

    /** A finite number, written so that it always has a fraction or an exponent. */
    record Decimal(double value) implements Value {
      public Decimal {
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException("found " + value + ", wanted a finite number");
        }
      }
    }

    /** True or false. */
    enum Flag implements Value {
      TRUE,
      FALSE
    }
  }

  public Settings {
    values.keySet().forEach(name -> Wanted.words(name, "name of a setting"));
    values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
  }

  /** These and one more, which replaces one of the same name. */
  public Settings with(String name, String value) {
    return with(name, new Value.Text(value));
  }

  /** These and one more, which replaces one of the same name. */
  public Settings with(String name, long value) {
    return with(name, new Value.Whole(value));
  }

  /** These and one more, which replaces one of the same name. */
  public Settings with(String name, double value) {
    return with(name, new Value.Decimal(value));
  }

  /** These and one more, which replaces one of the same name. */
  public Settings with(String name, Value value) {
    SequencedMap<String, Value> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Settings(more);
  }

  /** The value of this name, if it is set. */
  public Optional<Value> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * The string of this name.
   *
   * @throws IllegalArgumentException if it is not set or of another type
   */
  public String text(String name) {
    return value(name)
        .map(value -> value instanceof Value.Text(String text) ? text : null)
        .orElseThrow(() -> wrong(name, "a string"));
  }

  /**
   * The whole number of this name.
   *
   * @throws IllegalArgumentException if it is not set or of another type
   */
  public long whole(String name) {
    return value(name)
        .map(value -> value instanceof Value.Whole(long whole) ? whole : null)
        .orElseThrow(() -> wrong(name, "a whole number"));
  }

  /**
   * The number of this name, whole or not.
   *
   * @throws IllegalArgumentException if it is not set or of another type
   */
  public double decimal(String name) {
    return value(name)
        .map(value ->
            switch (value) {
              case Value.Decimal(double decimal) -> decimal;
              case Value.Whole(long whole) -> (double) whole;
              case Value.Text _, Value.Flag _ -> null;
            })
        .orElseThrow(() -> wrong(name, "a number"));
  }

  private IllegalArgumentException wrong(String name, String wanted) {
    String found = value(name).map(Value::toString).orElse("nothing");
    return new IllegalArgumentException(
        "found %s under \"%s\" among %s, wanted %s"
            .formatted(found, name, values.keySet(), wanted));
  }

  /** Equal names with equal values. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Settings that && Map.copyOf(values).equals(Map.copyOf(that.values));
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }
}
