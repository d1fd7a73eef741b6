package io.lethe.session;

import io.lethe.trace.TraceEvent;
import java.util.List;

/**
 * What went, when and why.
 *
 * @param kind how it was deleted
 * @param parts ids of the parts it was taken from
 * @param since the first turn that does not see it
 * @param tokens how many columns went
 * @param by a policy's name, or {@code user}, {@code model}, {@code client}
 */
public record Deletion(
    TraceEvent.Deleted.Kind kind,
    List<Integer> parts,
    int since,
    int tokens,
    String reason,
    String by) {
  public Deletion {
    parts = List.copyOf(parts);
  }
}
