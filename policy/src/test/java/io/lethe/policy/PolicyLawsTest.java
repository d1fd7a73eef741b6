package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every policy, over transcripts drawn by lot. */
class PolicyLawsTest {
  private static final List<String> PIECES =
      List.of(
          "Please rename the class 😀.\n",
          "<system-reminder>be brief</system-reminder>\n",
          "<stop-hook>\nran\n</stop-hook>\n",
          "<think>hm</think>",
          Samples.numbered(3, 12),
          "2026-01-02 03:04:05 INFO  a.B polled\n".repeat(50),
          "2026-01-02 03:04:06 ERROR a.B failed: timeout of checkout\n",
          "test a::b ... ok\n".repeat(8) + "test result: ok. 8 passed; 0 failed; 0 ignored\n",
          "Error: no such file or directory\n",
          "\ud83d",
          "");
  private static final AttentionMass MASS =
      AttentionMass.of(Map.of(1, 0.3, 2, 0.0, 4, 2.5, 5, 0.1, 7, 0.2));
  private static final String ALL =
      "reminders,superseded-reads,passed-tests,hook-output,past-thoughts,irrelevant-log-lines:3,"
          + "old-tool-results:2,least-attended,random:5,oldest";

  static Stream<Long> seeds() {
    return LongStream.range(0, 60).boxed();
  }

  private static <T> T one(SplittableRandom random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static Transcript drawn(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Part> parts = new ArrayList<>();
    int turn = 0;
    for (int id = 0; id < 12; id++) {
      turn += random.nextInt(2);
      StringBuilder text = new StringBuilder();
      for (int pieces = random.nextInt(4); pieces >= 0; pieces--) {
        text.append(one(random, PIECES));
      }
      Part part =
          Samples.part(
                  id,
                  one(random, List.of(Role.values())),
                  one(random, List.of(Kind.values())),
                  text.toString(),
                  turn)
              .named(one(random, List.of("a.py", "./a.py", "/r/a.py", "bash")));
      int half = part.seen().isEmpty() ? 0 : part.seen().getLast().end() / 2;
      parts.add(
          switch (random.nextInt(6)) {
            case 0 -> part.pinned();
            case 1 -> part.forgotten();
            case 2 -> part.without(List.of(new Range(0, half)), part.columns() / 2);
            default -> part;
          });
    }
    long held = parts.stream().mapToLong(Part::columns).sum();
    return Transcript.of(parts, turn, "Why did the checkout fail?").withBudget(held / 3);
  }

  private static List<Policy> policies() {
    List<Policy> policies = new ArrayList<>(Policies.with(MASS).parse(ALL));
    policies.add(new ModelsChoice("{\"forget\":[3,6],\"reason\":\"done\"}"));
    return policies;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void onlyWhatMayBeChosenIsChosenAndAlwaysTheSame(long seed) {
    Transcript transcript = drawn(seed);
    Map<Integer, Part> open = new HashMap<>();
    transcript.choosable().forEach(part -> open.put(part.id(), part));
    assertThat(open.values())
        .allMatch(part -> part.state() == State.LIVE && part.role() != Role.SYSTEM)
        .allMatch(part -> part.turn() < transcript.turn());
    for (Policy policy : policies()) {
      List<Choice> choices = policy.choose(transcript);
      assertThat(choices).as("seed %d, %s", seed, policy).isEqualTo(policy.choose(transcript));
      assertThat(Samples.ids(choices)).doesNotHaveDuplicates().isSubsetOf(open.keySet());
      for (Choice choice : choices) {
        Part part = Objects.requireNonNull(open.get(choice.partId()));
        assertThat(choice.policy()).isEqualTo(policy.name());
        assertThat(choice.ranges()).isEqualTo(Range.merged(choice.ranges()));
        assertThat(Range.without(choice.ranges(), part.seen()))
            .as("seed %d, %s: what is gone already or was never there", seed, policy)
            .isEmpty();
        assertThat(Saving.BY_LENGTH.columns(part, choice)).isBetween(0L, part.columns());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aRuleHasNothingToAddToWhatItChose(long seed) {
    Transcript transcript = drawn(seed);
    for (Policy rule : Policies.known().parse("default")) {
      Transcript after = transcript.after(rule.choose(transcript), Saving.BY_LENGTH);
      assertThat(rule.choose(after)).as("seed %d, %s", seed, rule).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aSmallerBudgetTakesTheSameAndThenMore(long seed) {
    Transcript transcript = drawn(seed);
    List<Choice> before = List.of();
    for (long columns = transcript.columns(); columns >= 0; columns -= 1 + columns / 8) {
      Budget.Outcome outcome = Budget.of(columns, policies()).apply(transcript);
      switch (outcome) {
        case Budget.Outcome.Fits fits -> assertThat(fits.columns()).isLessThanOrEqualTo(columns);
        case Budget.Outcome.StillOver over ->
            assertThat(over.columns()).isEqualTo(columns + over.by());
      }
      assertThat(outcome.choices().stream().limit(before.size()).toList())
          .as("seed %d, %d columns", seed, columns)
          .isEqualTo(before);
      before = outcome.choices();
    }
  }

  @Test
  void theTextOfTheLastMessageStaysInALoopOfManyTurns() {
    Transcript loop =
        Transcript.of(
                List.of(
                    Samples.user(1, 0, "Earlier"),
                    Samples.user(2, 3, "Fix the build"),
                    Samples.tool(3, 4, Kind.TOOL_RESULT, "done")),
                9,
                "Fix the build")
            .withBudget(0);
    assertThat(Samples.ids(new Oldest().choose(loop))).containsExactly(1, 3);
  }

  @Test
  void valuesThatCannotBeAreRefusedWithWhatWasFound() {
    Part part = Samples.user(1, 2, "abc");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Transcript.of(List.of(part, part), 2, ""))
        .withMessageContaining("id 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Transcript.of(List.of(part), 1, ""))
        .withMessageContaining("read in turn 2, but turn 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> part.without(List.of(new Range(1, 4)), 0))
        .withMessageContaining("3 code points");
    assertThatIllegalArgumentException().isThrownBy(() -> new Range(2, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Choice(1, List.of(new Range(2, 2)), "why", "x"))
        .withMessageContaining("empty ranges only");
    assertThatIllegalArgumentException().isThrownBy(() -> new Choice(1, List.of(), " ", "x"));
  }
}
