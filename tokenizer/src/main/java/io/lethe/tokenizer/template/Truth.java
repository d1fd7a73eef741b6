package io.lethe.tokenizer.template;

/** Python's {@code bool(value)}. */
final class Truth {
  private Truth() {}

  static boolean of(Value value) {
    return switch (value) {
      case Text text -> !text.isEmpty();
      case DictValue dict -> dict.size() > 0;
      case Value.Undefined _, Value.None _ -> false;
      case Value.Bool bool -> bool == Value.Bool.TRUE;
      case Value.Int number -> number.value().signum() != 0;
      case Value.Real real -> real.value() != 0;
      case Value.Sequence sequence -> !sequence.items().isEmpty();
      case Value.ViewValue view -> !view.content().items().isEmpty();
      case Value.Generator _, Value.NamespaceValue _, Value.LoopValue _, Callable _ -> true;
    };
  }
}
