package io.lethe.grammar;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rest of a JSON object, with its closing brace: properties from one on, in their order. */
final class Members extends Lazy {
  /** Whether a property may be left out. */
  enum Presence {
    REQUIRED,
    OPTIONAL
  }

  /**
   * A property.
   *
   * @param key quoted, with the colon after it
   */
  record Property(Term key, Term value, Presence presence) {}

  /** What an object is made of. */
  static final class Shape {
    private final List<Property> properties;
    private final @Nullable Term others;
    private final int min;
    private final int max;

    /**
     * @param others key, colon and value of properties that are not listed; absent: none
     */
    Shape(List<Property> properties, @Nullable Term others, int min, int max) {
      this.properties = List.copyOf(properties);
      this.others = others;
      this.min = min;
      this.max = max;
    }

    /** A count of properties beyond which counting says nothing. */
    int clipped(int count) {
      int enough = Math.max(1, Math.max(min, max == ENDLESS ? 0 : max));
      return Math.min(count, enough);
    }
  }

  private final Shape shape;
  private final int index;
  private final int written;

  Members(Shape shape, int index, int written) {
    this.shape = shape;
    this.index = index;
    this.written = written;
  }

  @Override
  Term expand(Terms terms) {
    List<Term> choices = new ArrayList<>();
    int size = shape.properties.size();
    int at = index;
    boolean mayEnd = true;
    boolean room = written < shape.max;
    for (; at < size && mayEnd; at++) {
      Property property = shape.properties.get(at);
      if (room) {
        choices.add(
            terms.seq(separator(terms), property.key(), property.value(), after(at + 1, terms)));
      }
      mayEnd = property.presence() == Presence.OPTIONAL;
    }
    if (mayEnd && shape.others != null && room) {
      choices.add(terms.seq(separator(terms), shape.others, after(size, terms)));
    }
    if (mayEnd && written >= shape.min) {
      choices.add(terms.literal("}"));
    }
    return terms.alt(choices);
  }

  private Term separator(Terms terms) {
    return written == 0 ? terms.empty() : terms.comma();
  }

  private Term after(int next, Terms terms) {
    return terms.members(shape, next, shape.clipped(written + 1));
  }

  /** Nothing is written that can be left out, so only required ones are counted. */
  @Override
  int leastCost() {
    int cost = 1;
    int count = written;
    for (Property property : shape.properties.subList(index, shape.properties.size())) {
      if (property.presence() == Presence.REQUIRED) {
        cost = plus(cost, plus(property.key().cost(), property.value().cost()));
        cost = plus(cost, count == 0 ? 0 : 1);
        count++;
      }
    }
    if (count > shape.max) {
      return ENDLESS;
    }
    return count >= shape.min ? cost : plus(cost, cheapest(shape.min - count, count));
  }

  /** Of what may be left out, as much as is still wanted: the shape asks for one at most. */
  private int cheapest(int wanted, int count) {
    int least = shape.others == null ? ENDLESS : shape.others.cost();
    for (Property property : shape.properties.subList(index, shape.properties.size())) {
      if (property.presence() == Presence.OPTIONAL) {
        least = Math.min(least, plus(property.key().cost(), property.value().cost()));
      }
    }
    return plus(times(wanted, least), count == 0 ? 0 : wanted);
  }
}
