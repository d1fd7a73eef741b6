package io.lethe.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A conversation as policies see it: a value, never a view.
 *
 * @param parts in the order in which the model read or generated them
 * @param turn the turn that comes next; its generation reads the parts that carry its number
 * @param query what the user asked last, empty if nothing
 * @param budget how many columns the conversation may hold, if that is limited
 * @param columns how many it holds: those of the parts and those of the template between them
 */
public record Transcript(
    List<Part> parts, int turn, String query, OptionalLong budget, long columns) {

  public Transcript {
    parts = List.copyOf(parts);
    if (budget.orElse(0) < 0) {
      throw new IllegalArgumentException("a budget is 0 or more columns: found " + budget);
    }
    Set<Integer> ids = new HashSet<>();
    long held = 0;
    for (Part part : parts) {
      held += part.columns();
      if (!ids.add(part.id())) {
        throw new IllegalArgumentException("two parts have the id " + part.id());
      }
      if (part.turn() > turn) {
        throw new IllegalArgumentException(
            "part %d was read in turn %d, but turn %d comes next"
                .formatted(part.id(), part.turn(), turn));
      }
    }
    if (columns < held) {
      throw new IllegalArgumentException(
          "the parts hold %d columns, the conversation only %d".formatted(held, columns));
    }
  }

  /** A transcript without a budget that holds the columns of its parts. */
  public static Transcript of(List<Part> parts, int turn, String query) {
    long held = parts.stream().mapToLong(Part::columns).sum();
    return new Transcript(parts, turn, query, OptionalLong.empty(), held);
  }

  /** The same with another budget, in columns. */
  public Transcript withBudget(long other) {
    return new Transcript(parts, turn, query, OptionalLong.of(other), columns);
  }

  /** How many columns must go before the budget is met; 0 without a budget. */
  public long over() {
    return Math.max(0, columns - budget.orElse(columns));
  }

  /** The turn in which the user's last message was read, if there was one. */
  public OptionalInt queryTurn() {
    return parts.stream()
        .filter(part -> part.role() == Role.USER && part.kind() == Kind.TEXT)
        .mapToInt(Part::turn)
        .max();
  }

  /**
   * The parts that a policy may choose, in order: live, read in an earlier turn, neither the
   * system's nor the text of the user's last message.
   */
  public List<Part> choosable() {
    OptionalInt asked = queryTurn();
    return parts.stream()
        .filter(part -> part.state() == State.LIVE && part.role() != Role.SYSTEM)
        .filter(part -> part.turn() < turn)
        .filter(part ->
            part.role() != Role.USER || part.kind() != Kind.TEXT || part.turn() != asked.orElse(-1))
        .toList();
  }

  /** What the transcript is once the choices are carried out, counted as the saving says. */
  public Transcript after(List<Choice> choices, Saving saving) {
    Map<Integer, Part> changed = new HashMap<>();
    parts.forEach(part -> changed.put(part.id(), part));
    long saved = 0;
    for (Choice choice : choices) {
      Part part = changed.get(choice.partId());
      if (part == null) {
        throw new IllegalArgumentException("no part has the id " + choice.partId());
      }
      long columnsSaved = saving.columns(part, choice);
      saved += columnsSaved;
      changed.put(
          part.id(),
          choice.whole() ? part.forgotten() : part.without(choice.ranges(), columnsSaved));
    }
    List<Part> left = new ArrayList<>();
    parts.forEach(part -> left.add(changed.getOrDefault(part.id(), part)));
    return new Transcript(left, turn, query, budget, columns - saved);
  }
}
