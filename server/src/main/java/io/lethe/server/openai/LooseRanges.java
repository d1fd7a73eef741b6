package io.lethe.server.openai;

import io.lethe.history.Visibility;
import io.lethe.history.Visibility.ClearAt;
import io.lethe.history.Visibility.DecachedRange;
import io.lethe.server.wire.Decaching;
import io.lethe.server.wire.Fields;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a message says about who sees it. Its ranges count in its text, so they belong to a content
 * that is one text; beside parts they would be ambiguous. For one message.
 */
final class LooseRanges {
  private final Fields message;
  private final Visibility visibility;
  private List<DecachedRange> left;

  LooseRanges(Fields message) {
    this.message = message;
    this.visibility = Decaching.visibility(message);
    this.left = visibility.ranges();
  }

  /** Who sees the message as a whole. */
  Visibility whole() {
    return visibility.since().isEmpty()
        ? Visibility.ALWAYS
        : new Visibility(visibility.since(), List.of(), ClearAt.NEVER);
  }

  /** Who sees the message's only text. */
  Visibility take() {
    List<DecachedRange> taken = left;
    left = List.of();
    return taken.isEmpty()
        ? Visibility.ALWAYS
        : new Visibility(OptionalInt.empty(), taken, ClearAt.NEVER);
  }

  /** Refuses ranges that no text took. */
  void requireUsed() {
    if (!left.isEmpty()) {
      throw message
          .required("decached_ranges")
          .fault("found ranges beside parts, wanted them in the part in whose text they count");
    }
  }
}
