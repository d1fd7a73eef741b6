package io.lethe.lab;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that was observed: names with texts, numbers and truths. Names that end in {@code
 * _seconds} are times, which differ from run to run; all others come out the same again. Immutable;
 * each {@code with} gives a changed copy.
 */
public record Observation(Map<String, Object> values) {
  public Observation {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** What kind of observation it is, and of which group: a conversation, or a generated context. */
  public static Observation of(String kind, String group) {
    return new Observation(Map.of()).put("kind", kind).put("group", group);
  }

  public Observation with(String name, String text) {
    return put(name, text);
  }

  public Observation with(String name, double number) {
    return put(name, number);
  }

  public Observation with(String name, long number) {
    return put(name, number);
  }

  /** Notes whether something is so, as 1 or 0. */
  public Observation holds(String name, Boolean truth) {
    return put(name, truth ? 1L : 0L);
  }

  private Observation put(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Observation(more);
  }

  public String kind() {
    return text("kind");
  }

  public String group() {
    return text("group");
  }

  /** A text, or empty where there is none of that name. */
  public String text(String name) {
    return Optional.ofNullable(values.get(name)).map(Object::toString).orElse("");
  }

  /** Whether there is a value of that name. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** A number; NaN where there is none of that name. JSON writes what is not finite as text. */
  public double number(String name) {
    return switch (values.get(name)) {
      case Number number -> number.doubleValue();
      case String text when text.equals("Infinity") -> Double.POSITIVE_INFINITY;
      case null, default -> Double.NaN;
    };
  }

  public boolean isTrue(String name) {
    return number(name) == 1;
  }

  /** Whether text {@code name} is {@code text}. */
  public boolean is(String name, String text) {
    return text(name).equals(text);
  }
}
