package io.lethe.grammar;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rest of a JSON array, with its closing bracket. */
final class Items extends Lazy {
  /** What an array is made of. */
  static final class Shape {
    private final List<Term> first;
    private final @Nullable Term others;
    private final int min;
    private final int max;

    /**
     * @param first the items that come first, in their order
     * @param others each further item; absent: there are none
     */
    Shape(List<Term> first, @Nullable Term others, int min, int max) {
      this.first = List.copyOf(first);
      this.others = others;
      this.min = min;
      this.max = max;
    }

    int clipped(int count) {
      int enough = Math.max(Math.max(1, first.size()), Math.max(min, max == ENDLESS ? 0 : max));
      return Math.min(count, enough);
    }

    @Nullable Term item(int index) {
      if (index >= max) {
        return null;
      }
      return index < first.size() ? first.get(index) : others;
    }
  }

  private final Shape shape;
  private final int written;

  Items(Shape shape, int written) {
    this.shape = shape;
    this.written = written;
  }

  @Override
  Term expand(Terms terms) {
    List<Term> choices = new ArrayList<>();
    if (written >= shape.min) {
      choices.add(terms.literal("]"));
    }
    Term item = shape.item(written);
    if (item != null) {
      Term separator = written == 0 ? terms.empty() : terms.comma();
      choices.add(terms.seq(separator, item, terms.items(shape, shape.clipped(written + 1))));
    }
    return terms.alt(choices);
  }

  @Override
  int leastCost() {
    int cost = 1;
    for (int index = written; index < shape.min; index++) {
      Term item = shape.item(index);
      cost = plus(cost, item == null ? ENDLESS : item.cost());
      cost = plus(cost, index == 0 ? 0 : 1);
    }
    return cost;
  }
}
