package io.lethe.tokenizer.template;

/**
 * How deep and how large a composite is. Checked when it is made, so that whatever walks through
 * one later can neither overflow the stack nor run for ever over a list that holds itself twice,
 * thirty levels down.
 *
 * @param depth 0 for a value without parts
 * @param weight the values met when walking through
 */
record Nesting(int depth, long weight) {
  static final Nesting LEAF = new Nesting(0, 1);

  private static final int DEEPEST = 100;
  private static final long HEAVIEST = 2_000_000;

  static Nesting around(Iterable<? extends Value> parts) {
    int depth = 0;
    long weight = 1;
    for (Value part : parts) {
      Nesting inner = of(part);
      depth = Math.max(depth, inner.depth);
      weight += inner.weight;
    }
    if (depth >= DEEPEST) {
      throw Fault.limit("nesting of lists and dicts", depth + 1L, DEEPEST);
    }
    if (weight > HEAVIEST) {
      throw Fault.limit("values in one list or dict", weight, HEAVIEST);
    }
    return new Nesting(depth + 1, weight);
  }

  static Nesting of(Value value) {
    return switch (value) {
      case Value.Sequence sequence -> sequence.nesting();
      case Value.ViewValue view -> view.content().nesting();
      case DictValue dict -> dict.nesting();
      case Value.Generator _, Value.Simple _, Text _, Callable _ -> LEAF;
    };
  }
}
