package io.lethe.history;

import io.lethe.history.Item.Sort;
import io.lethe.policy.Choice;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One place at which a session and what was sent differ.
 *
 * @param read all that the session has there
 * @param out of that, what was not sent and is not gone yet
 * @param sent all that was sent there
 * @param in of that, what the session has not read anywhere
 */
record Hunk(
    Known known,
    List<Item.Read> read,
    List<Item.Read> out,
    List<Item.Sent> sent,
    List<Item.Sent> in) {
  /** What a difference comes to. */
  sealed interface Verdict {
    /**
     * It is the same conversation.
     *
     * @param cuts what is to go
     * @param again what has to be read now
     */
    record Same(List<Choice> cuts, List<String> again) implements Verdict {}

    /**
     * Another conversation begins here.
     *
     * @param where what differs
     */
    record Other(String why, Where where) implements Verdict {}
  }

  /** What differs. */
  enum Where {
    SYSTEM,
    MESSAGES
  }

  /** Whether enough is the same that whole messages may have been left out. */
  enum Likeness {
    SURE,
    DOUBTFUL
  }

  private static final int LONGEST_EXCERPT = 60;

  Verdict judge(Likeness likeness) {
    List<String> again = new ArrayList<>();
    for (Item.Sent item : in) {
      Optional<Verdict> other =
          switch (item.sort()) {
            case SYSTEM_LINE -> systemLine(item, again);
            case REMINDER -> reminder(item, again);
            case THOUGHT -> Optional.empty(); // what the model thought cannot be told to it later
            case RESULT, TEXT, CALL -> spoken(item, again);
          };
      if (other.isPresent()) {
        return other.get();
      }
    }
    List<Choice> cuts = new ArrayList<>();
    for (Item.Read item : out) {
      Optional<String> reason = reason(item, likeness);
      if (reason.isEmpty()) {
        return new Verdict.Other(
            "found no \"%s\" in what was sent".formatted(excerpt(item)),
            item.sort() == Sort.SYSTEM_LINE ? Where.SYSTEM : Where.MESSAGES);
      }
      cuts.add(known.choice(item, reason.get(), Comparison.HISTORY));
    }
    return new Verdict.Same(cuts, again);
  }

  private Optional<Verdict> systemLine(Item.Sent item, List<String> again) {
    if (Volatile.isBilling(item.key())) {
      return Optional.empty();
    }
    boolean known =
        read.stream()
            .anyMatch(
                old -> old.sort() == Sort.SYSTEM_LINE && Volatile.alike(old.key(), item.key()));
    if (known) {
      again.add(item.key());
      return Optional.empty();
    }
    return Optional.of(
        new Verdict.Other(
            "found \"%s\" in the system's text, which the session has not read"
                .formatted(excerpt(item)),
            Where.SYSTEM));
  }

  private static Optional<Verdict> reminder(Item.Sent item, List<String> again) {
    again.add(item.key());
    return Optional.empty();
  }

  private Optional<Verdict> spoken(Item.Sent item, List<String> again) {
    boolean placeholder =
        read.stream()
            .anyMatch(old ->
                old.sort() == item.sort()
                    && old.role() == item.role()
                    && old.role() != PartRole.ASSISTANT
                    && Volatile.isPlaceholder(item.key(), old.key()));
    if (placeholder) {
      return Optional.empty();
    }
    boolean summary =
        item.sort() == Sort.TEXT
            && item.role() == PartRole.USER
            && out.stream().anyMatch(old -> old.role() == PartRole.ASSISTANT && old.isSpoken())
            && sent.stream().noneMatch(other -> other.role() == PartRole.ASSISTANT);
    if (summary) {
      again.add(item.key());
      return Optional.empty();
    }
    return Optional.of(
        new Verdict.Other(
            "found \"%s\" where the session has %s"
                .formatted(
                    excerpt(item),
                    out.isEmpty() ? "nothing" : "\"" + excerpt(out.getFirst()) + "\""),
            Where.MESSAGES));
  }

  /** Why an item may go; nothing if that makes it another conversation. */
  private Optional<String> reason(Item.Read item, Likeness likeness) {
    return switch (item.sort()) {
      case SYSTEM_LINE -> systemReason(item);
      case REMINDER -> Optional.of("a reminder that the client took back");
      case THOUGHT -> Optional.of("a thought that the client left out");
      case RESULT -> Optional.of("a tool's result that the client cleared");
      case TEXT, CALL ->
          switch (likeness) {
            case SURE -> Optional.of("a message that the client left out");
            case DOUBTFUL -> Optional.empty();
          };
    };
  }

  private Optional<String> systemReason(Item.Read item) {
    if (Volatile.isBilling(item.key())) {
      return Optional.of("a billing line that changes with every request");
    }
    boolean replaced = sent.stream().anyMatch(other -> Volatile.alike(item.key(), other.key()));
    return replaced
        ? Optional.of("a line of the system's text of which a newer version came")
        : Optional.empty();
  }

  private static String excerpt(Item item) {
    String line = item.key().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_EXCERPT ? line : line.substring(0, LONGEST_EXCERPT) + "...";
  }
}
