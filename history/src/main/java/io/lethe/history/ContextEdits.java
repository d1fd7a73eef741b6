package io.lethe.history;

import io.lethe.history.ContextEdit.ClearThinking;
import io.lethe.history.ContextEdit.ClearToolUses;
import io.lethe.policy.Choice;
import io.lethe.policy.Range;
import io.lethe.session.SessionPart;
import io.lethe.session.SessionPart.Pin;
import io.lethe.trace.PartKind;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Chooses what context edits clear in a session: results of tools, their calls where wanted, and
 * thoughts, which are ranges of answers. What was cleared stays cleared, so edits count what the
 * model still sees. Pinned parts stay. For one moment of a session.
 */
public final class ContextEdits {
  /** Who deletes what an edit chose. */
  public static final String BY = "edit";

  private final ToolFormat format;
  private final Predicate<String> callable;
  private final ToLongFunction<Choice> columns;

  /**
   * @param callable the tools whose calls are calls, as when the answers were split
   * @param columns how many live columns a choice covers, as {@link
   *     io.lethe.session.Session#columns(Choice)} tells
   */
  public ContextEdits(
      ToolFormat format, Predicate<String> callable, ToLongFunction<Choice> columns) {
    this.format = format;
    this.callable = callable;
    this.columns = columns;
  }

  /**
   * What the session is about to read; it counts, and stays.
   *
   * @param results of tools
   * @param tokens of all of it
   */
  public record Incoming(int results, long tokens) {}

  /**
   * What an edit clears.
   *
   * @param applied results or turns, and live columns
   * @param choices what goes: parts, or ranges of answers
   */
  public record Cleared(AppliedEdit applied, List<Choice> choices) {
    public Cleared {
      choices = List.copyOf(choices);
    }
  }

  /**
   * What edits clear, each as if those before it were carried out; one that clears nothing is left
   * out.
   *
   * @param parts all of the session's
   */
  public List<Cleared> choose(List<ContextEdit> edits, List<SessionPart> parts, Incoming incoming) {
    List<Cleared> all = new ArrayList<>();
    List<Choice> gone = new ArrayList<>();
    long input = parts.stream().mapToLong(SessionPart::columns).sum() + incoming.tokens();
    for (ContextEdit edit : edits) {
      List<Cleared> cleared =
          switch (edit) {
            case ClearToolUses uses -> results(uses, parts, gone, incoming.results(), input);
            case ClearThinking thinking -> thoughts(thinking, parts, gone);
          };
      for (Cleared one : cleared) {
        all.add(one);
        gone.addAll(one.choices());
        input -= one.applied().tokens();
      }
    }
    return List.copyOf(all);
  }

  /** A result and, where it is known, the call that it answers. */
  private record Use(SessionPart result, String tool, Optional<Choice> call) {}

  private List<Cleared> results(
      ClearToolUses edit, List<SessionPart> parts, List<Choice> gone, int incoming, long input) {
    List<Use> uses =
        uses(parts).stream()
            .filter(use -> use.result().columns() > 0)
            .filter(use -> gone.stream().noneMatch(it -> it.partId() == use.result().id()))
            .toList();
    List<EditPlan.Result> results =
        uses.stream()
            .map(use ->
                new EditPlan.Result(
                    use.tool(),
                    tokens(choices(use, edit)),
                    use.result().pin() == Pin.PINNED ? EditPlan.Hold.HELD : EditPlan.Hold.FREE))
            .toList();
    List<Integer> cleared = EditPlan.results(edit, results, incoming, input);
    return cleared(
        edit,
        cleared.size(),
        cleared.stream().flatMap(i -> choices(uses.get(i), edit).stream()).toList());
  }

  private List<Cleared> cleared(ContextEdit edit, int count, List<Choice> choices) {
    return choices.isEmpty()
        ? List.of()
        : List.of(
            new Cleared(new AppliedEdit(edit, count, Math.toIntExact(tokens(choices))), choices));
  }

  private List<Choice> choices(Use use, ClearToolUses edit) {
    List<Choice> choices = new ArrayList<>();
    String reason =
        "a result%s of turn %d, before the last %d; asked for from %d %s on"
            .formatted(
                use.tool().isEmpty() ? "" : " of " + use.tool(),
                use.result().turn(),
                edit.keep(),
                edit.trigger().value(),
                edit.trigger().unit().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    choices.add(new Choice(use.result().id(), List.of(), reason, BY));
    switch (edit.inputs()) {
      case KEPT -> {}
      case CLEARED ->
          use.call().filter(call -> columns.applyAsLong(call) > 0).ifPresent(choices::add);
    }
    return choices;
  }

  private long tokens(List<Choice> choices) {
    return choices.stream().mapToLong(columns).sum();
  }

  /** Results in order, each with the first call of the answer before that fits and is free. */
  private List<Use> uses(List<SessionPart> parts) {
    List<Use> uses = new ArrayList<>();
    List<Call> calls = new ArrayList<>();
    for (SessionPart part : parts) {
      if (part.role() == PartRole.ASSISTANT) {
        calls.removeIf(call -> call.turn() != part.turn());
        calls.addAll(calls(part));
      } else if (isResult(part)) {
        Optional<Call> call =
            calls.stream()
                .filter(it -> names(part, it.tool()))
                .findFirst()
                .or(() -> calls.stream().findFirst());
        call.ifPresent(calls::remove);
        uses.add(
            new Use(
                part, call.map(Call::tool).or(part::name).orElse(""), call.flatMap(Call::choice)));
      }
    }
    return uses;
  }

  /** A call in an answer; pinned answers keep theirs. */
  private record Call(String tool, int turn, Optional<Choice> choice) {}

  private List<Call> calls(SessionPart part) {
    List<Call> calls = new ArrayList<>();
    for (Written written : split(part)) {
      if (written.block() instanceof Block.ToolUse use) {
        Choice choice =
            new Choice(
                part.id(),
                part.kind() == PartKind.TEXT ? List.of(written.range()) : List.of(),
                "the call of %s in turn %d, whose result was cleared"
                    .formatted(use.name(), part.turn()),
                BY);
        calls.add(
            new Call(
                use.name(),
                part.turn(),
                part.pin() == Pin.PINNED ? Optional.empty() : Optional.of(choice)));
      }
    }
    return calls;
  }

  private List<Written> split(SessionPart part) {
    return BlockSplitter.split(
        part.text(), format.syntax(), format.beginning(), callable, Integer::toString);
  }

  private static boolean isResult(SessionPart part) {
    return part.role() == PartRole.TOOL
        || (part.role() == PartRole.USER && part.text().startsWith(ToolFormat.RESULT_BEGIN));
  }

  /** Whether a result says that it is this tool's; of a file's contents the name is the path. */
  private static boolean names(SessionPart part, String tool) {
    return part.name().filter(tool::equals).isPresent();
  }

  private List<Cleared> thoughts(ClearThinking edit, List<SessionPart> parts, List<Choice> gone) {
    SortedMap<Integer, List<Choice>> byTurn = new TreeMap<>();
    for (SessionPart part : parts) {
      if (part.role() == PartRole.ASSISTANT && part.columns() > 0 && part.pin() == Pin.FREE) {
        thought(part)
            .filter(choice -> !gone.contains(choice) && columns.applyAsLong(choice) > 0)
            .ifPresent(
                choice -> byTurn.computeIfAbsent(part.turn(), _ -> new ArrayList<>()).add(choice));
      }
    }
    List<Map.Entry<Integer, List<Choice>>> turns =
        byTurn.entrySet().stream().limit(EditPlan.thoughts(edit, byTurn.size())).toList();
    return cleared(
        edit, turns.size(), turns.stream().flatMap(turn -> turn.getValue().stream()).toList());
  }

  private Optional<Choice> thought(SessionPart part) {
    String reason = "thoughts of turn %d, asked to be cleared".formatted(part.turn());
    if (part.kind() == PartKind.THOUGHT) {
      return Optional.of(new Choice(part.id(), List.of(), reason, BY));
    }
    List<Range> ranges =
        split(part).stream()
            .filter(written -> written.block() instanceof Block.Thought)
            .map(Written::range)
            .toList();
    return ranges.isEmpty()
        ? Optional.empty()
        : Optional.of(new Choice(part.id(), ranges, reason, BY));
  }
}
