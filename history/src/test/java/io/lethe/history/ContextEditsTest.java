package io.lethe.history;

import static io.lethe.trace.PartRole.ASSISTANT;
import static io.lethe.trace.PartRole.TOOL;
import static io.lethe.trace.PartRole.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.Cancellation;
import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import io.lethe.engine.GenerationListener;
import io.lethe.engine.GenerationRequest;
import io.lethe.history.ContextEdit.ClearThinking;
import io.lethe.history.ContextEdit.ClearToolUses;
import io.lethe.history.ContextEdit.Inputs;
import io.lethe.history.ContextEdit.Trigger;
import io.lethe.history.ContextEdits.Cleared;
import io.lethe.history.ContextEdits.Incoming;
import io.lethe.policy.Choice;
import io.lethe.policy.Range;
import io.lethe.session.Deletion;
import io.lethe.session.Piece;
import io.lethe.session.Session;
import io.lethe.session.SessionOptions;
import io.lethe.session.SessionPart;
import io.lethe.session.SessionPart.Pin;
import io.lethe.session.Sessions;
import io.lethe.tokenizer.template.FamilyTemplates;
import io.lethe.trace.PartKind;
import io.lethe.trace.PartRole;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextEditsTest {
  private static final ToolFormat QWEN =
      ToolFormat.of(FamilyTemplates.forArchitecture("qwen2").orElseThrow());
  private static final Incoming NOTHING = new Incoming(0, 0);

  private final List<SessionPart> parts = new ArrayList<>();
  private int turn;

  /** One token a character, which makes ranges easy to count. */
  private void part(PartRole role, PartKind kind, String name, String text) {
    int first = parts.isEmpty() ? 0 : parts.getLast().endToken();
    parts.add(
        new SessionPart(
            parts.size(),
            role,
            kind,
            name.isEmpty() ? Optional.empty() : Optional.of(name),
            text,
            turn,
            first,
            first + text.length(),
            new BitSet(),
            Pin.FREE));
  }

  private void answer(String text) {
    part(ASSISTANT, PartKind.TEXT, "", text);
    turn++;
  }

  private void result(String tool, String text) {
    part(TOOL, PartKind.TOOL_RESULT, tool, text);
  }

  private static String call(String tool) {
    return "<tool_call>\n{\"name\": \"" + tool + "\", \"arguments\": {}}\n</tool_call>";
  }

  private void replace(int id, Pin pin, int gone) {
    SessionPart old = parts.get(id);
    BitSet tokens = new BitSet();
    tokens.set(0, gone);
    parts.set(
        id,
        new SessionPart(
            id,
            old.role(),
            old.kind(),
            old.name(),
            old.text(),
            old.turn(),
            old.firstToken(),
            old.endToken(),
            tokens,
            pin));
  }

  private long columns(Choice choice) {
    SessionPart part = parts.get(choice.partId());
    BitSet chosen = new BitSet();
    if (choice.whole()) {
      chosen.set(0, part.text().length());
    }
    choice.ranges().forEach(range -> chosen.set(range.start(), range.end()));
    chosen.andNot(part.gone());
    return chosen.cardinality();
  }

  private List<Cleared> choose(Incoming incoming, ContextEdit... edits) {
    return new ContextEdits(QWEN, name -> true, this::columns)
        .choose(List.of(edits), parts, incoming);
  }

  private static List<Integer> ids(List<Cleared> cleared) {
    return cleared.stream().flatMap(one -> one.choices().stream()).map(Choice::partId).toList();
  }

  private static ClearToolUses keeping(int keep) {
    return new ClearToolUses(
        new Trigger(Trigger.Unit.TOOL_USES, 0), keep, 0, Set.of(), Inputs.KEPT);
  }

  /** Parts: 0 question, 1 answer with a call, 2 result, 3 answer, 4 result ... */
  private void conversation(String... tools) {
    part(USER, PartKind.TEXT, "", "Question");
    for (String tool : tools) {
      answer(call(tool));
      result(tool, "result of " + tool);
    }
  }

  @Test
  void theOldestResultsGoAndTheLastOnesStay() {
    conversation("a", "b", "c", "d");
    List<Cleared> cleared = choose(NOTHING, keeping(1));
    assertThat(ids(cleared)).containsExactly(2, 4, 6);
    assertThat(cleared.getFirst().applied()).isEqualTo(new AppliedEdit(keeping(1), 3, 3 * 11));
    assertThat(cleared.getFirst().choices().getFirst().reason()).contains("a result of a");
    assertThat(choose(NOTHING, keeping(4))).isEmpty();
  }

  @Test
  void resultsThatAreAboutToBeReadCountAndStay() {
    conversation("a", "b");
    assertThat(ids(choose(new Incoming(1, 10), keeping(2)))).containsExactly(2);
    assertThat(ids(choose(new Incoming(5, 50), keeping(2)))).containsExactly(2, 4);
  }

  @Test
  void nothingGoesBeforeTheTrigger() {
    conversation("a", "b", "c");
    long columns = parts.stream().mapToLong(SessionPart::columns).sum();
    for (ClearToolUses edit :
        List.of(
            new ClearToolUses(new Trigger(Trigger.Unit.TOOL_USES, 5), 1, 0, Set.of(), Inputs.KEPT),
            new ClearToolUses(
                new Trigger(Trigger.Unit.INPUT_TOKENS, columns + 8),
                1,
                0,
                Set.of(),
                Inputs.KEPT))) {
      assertThat(choose(new Incoming(1, 7), edit)).isEmpty();
      assertThat(ids(choose(new Incoming(2, 8), edit))).containsExactly(2, 4, 6);
    }
  }

  @Test
  void nothingGoesIfItWouldBeTooLittle() {
    conversation("a", "b", "c");
    Trigger always = new Trigger(Trigger.Unit.TOOL_USES, 0);
    assertThat(choose(NOTHING, new ClearToolUses(always, 1, 23, Set.of(), Inputs.KEPT))).isEmpty();
    assertThat(ids(choose(NOTHING, new ClearToolUses(always, 1, 22, Set.of(), Inputs.KEPT))))
        .containsExactly(2, 4);
  }

  @Test
  void excludedToolsKeepTheirResultsEvenThoseNamedByAPath() {
    part(USER, PartKind.TEXT, "", "Question");
    answer(call("read_file") + "\n" + call("weather"));
    part(TOOL, PartKind.FILE_READ, "a.txt", "contents");
    result("weather", "Rain");
    ClearToolUses edit =
        new ClearToolUses(
            new Trigger(Trigger.Unit.TOOL_USES, 0), 0, 0, Set.of("read_file"), Inputs.KEPT);
    assertThat(ids(choose(NOTHING, edit))).containsExactly(3);
  }

  @Test
  void pinnedPartsStay() {
    conversation("a", "b", "c");
    replace(2, Pin.PINNED, 0);
    assertThat(ids(choose(NOTHING, keeping(0)))).containsExactly(4, 6);
  }

  @Test
  void whatIsGoneIsNotClearedAgainAndDoesNotCount() {
    conversation("a", "b", "c");
    replace(2, Pin.FREE, "result of a".length());
    assertThat(ids(choose(NOTHING, keeping(1)))).containsExactly(4);
  }

  @Test
  void callsGoWithTheirResultsWhereWanted() {
    part(USER, PartKind.TEXT, "", "Question");
    String before = "Both at once: ";
    answer(before + call("a") + "\n" + call("b"));
    result("b", "second first");
    result("a", "then the first");
    ClearToolUses edit =
        new ClearToolUses(new Trigger(Trigger.Unit.TOOL_USES, 0), 1, 0, Set.of(), Inputs.CLEARED);
    List<Choice> choices = choose(NOTHING, edit).getFirst().choices();
    int start = before.length() + call("a").length() + 1;
    assertThat(choices.stream().map(Choice::partId).toList()).containsExactly(2, 1);
    assertThat(choices.getLast().ranges())
        .containsExactly(new Range(start, start + call("b").length()));
  }

  @Test
  void resultsInTheUsersMessagesAreFoundByTheirTags() {
    part(USER, PartKind.TEXT, "", "Question");
    answer(call("a"));
    part(USER, PartKind.TOOL_RESULT, "a", ToolFormat.wrapped("Rain"));
    part(USER, PartKind.LOG, "build.log", "attached");
    assertThat(ids(choose(NOTHING, keeping(0)))).containsExactly(2);
  }

  @Test
  void thoughtsOfAllButTheLastTurnsGo() {
    for (int i = 0; i < 3; i++) {
      part(USER, PartKind.TEXT, "", "Question");
      answer(i == 1 ? "No thoughts." : "<think>\nHm.\n</think>\n\nYes.");
    }
    ClearThinking edit = new ClearThinking(OptionalInt.of(1));
    List<Cleared> cleared = choose(NOTHING, edit);
    assertThat(cleared).hasSize(1);
    assertThat(cleared.getFirst().applied())
        .isEqualTo(new AppliedEdit(edit, 1, "<think>\nHm.\n</think>".length()));
    assertThat(cleared.getFirst().choices().getFirst().ranges())
        .containsExactly(new Range(0, "<think>\nHm.\n</think>".length()));
    assertThat(choose(NOTHING, new ClearThinking(OptionalInt.of(2)))).isEmpty();
    assertThat(choose(NOTHING, new ClearThinking(OptionalInt.empty()))).isEmpty();
    replace(1, Pin.FREE, "<think>\nHm.\n</think>".length());
    assertThat(choose(NOTHING, edit)).isEmpty();
  }

  @Test
  void laterEditsSeeWhatEarlierOnesLeft() {
    part(USER, PartKind.TEXT, "", "Question");
    answer("<think>\nHm, hm.\n</think>\n" + call("a"));
    result("a", "result");
    long columns = parts.stream().mapToLong(SessionPart::columns).sum();
    ClearToolUses uses =
        new ClearToolUses(
            new Trigger(Trigger.Unit.INPUT_TOKENS, columns), 0, 0, Set.of(), Inputs.KEPT);
    ClearThinking thinking = new ClearThinking(OptionalInt.of(0));
    assertThat(choose(NOTHING, uses, thinking)).hasSize(2);
    assertThat(choose(NOTHING, thinking, uses)).hasSize(1);
  }

  @Test
  void whatAnEditCountsIsWhatASessionLoses(@TempDir Path home) {
    Path tiny = Path.of("..", "model", "src", "test", "resources", "io", "lethe", "model", "tiny");
    try (Engine engine = Engine.open(EngineOptions.of(tiny.resolve("qwen2.gguf")).withThreads(1));
        Sessions sessions = new Sessions(engine, "test", home, 1L << 30, Clock.systemUTC());
        Session session = sessions.create("edited", SessionOptions.PLAIN)) {
      for (String result : List.of("Sunny, and some wind", "Rain")) {
        session.say(
            List.of(
                Piece.user("Well?"),
                Piece.toolResult("weather", PartKind.TOOL_RESULT, result),
                Piece.user("And then?")),
            GenerationRequest.greedy(3),
            GenerationListener.SILENT,
            new Cancellation());
      }
      ContextEdits edits =
          new ContextEdits(
              ToolFormat.of(engine.chatFormat().template()), name -> true, session::columns);
      Cleared cleared = edits.choose(List.of(keeping(1)), session.parts(), NOTHING).getFirst();
      Deletion done = session.forget(ids(List.of(cleared)), "test", ContextEdits.BY);
      assertThat(done.parts()).containsExactly(1);
      assertThat(cleared.applied().tokens()).isPositive().isEqualTo(done.tokens());
      assertThat(edits.choose(List.of(keeping(1)), session.parts(), NOTHING)).isEmpty();
    }
  }
}
