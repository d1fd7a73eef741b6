package io.lethe.lab.claims;

import io.lethe.engine.Mark;
import io.lethe.engine.TokenSession;
import io.lethe.kv.Span;
import io.lethe.lab.Bootstrap;
import io.lethe.lab.Conversation;
import io.lethe.lab.Experiment;
import io.lethe.lab.Figures;
import io.lethe.lab.Findings;
import io.lethe.lab.Foresight;
import io.lethe.lab.Interval;
import io.lethe.lab.Item;
import io.lethe.lab.Observation;
import io.lethe.lab.Prediction;
import io.lethe.lab.Rig;
import io.lethe.lab.Script;
import io.lethe.lab.Sign;
import io.lethe.lab.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A conversation that was read turn by turn, with deletions in between, against the same tokens
 * read again in one go, each seeing what it saw then: every column and every logit the same bits.
 */
public final class WarmEqualsReprefill implements Experiment {
  private static final List<String> CASES =
      List.of("nothing deleted", "deleted at the end of its turn", "redacted");

  @Override
  public String name() {
    return "warm-equals-reprefill";
  }

  @Override
  public String claim() {
    return "Columns that were kept warm are, bit for bit, those that reading the same visible history"
        + " again would give.";
  }

  @Override
  public List<Prediction> predictions() {
    return List.of(
        Prediction.gate("states that differ in any bit", new Sign.ExactlyZero()),
        Prediction.gate("largest difference of a logit of the next token", new Sign.ExactlyZero()));
  }

  @Override
  public List<Observation> measure(Item item, Rig rig) {
    Conversation conversation = rig.conversation(item);
    Script script = Script.of(rig.engine(), conversation);
    List<Observation> observations = new ArrayList<>();
    for (String each : CASES) {
      List<Mark> marks =
          switch (each) {
            case "deleted at the end of its turn" -> online(script, conversation);
            default -> List.of();
          };
      observations.add(
          each.equals("redacted")
              ? compare(
                  each,
                  item,
                  redacted(rig, script, conversation),
                  withHole(rig, script, conversation),
                  script)
              : compare(each, item, warm(rig, script, marks), again(rig, script, marks), script));
    }
    return observations;
  }

  /** Each turn's deletable parts go when the turn has been read. */
  private static List<Mark> online(Script script, Conversation conversation) {
    List<Mark> marks = new ArrayList<>();
    for (int border : borders(script)) {
      List<Span> spans =
          script.parts().stream()
              .filter(placed -> placed.end() <= border)
              .filter(placed ->
                  placed.part().span().filter(conversation.delete()::contains).isPresent())
              .map(placed -> placed.at(0))
              .filter(span -> marks.stream().noneMatch(mark -> mark.spans().contains(span)))
              .toList();
      if (!spans.isEmpty()) {
        marks.add(new Mark(spans, border));
      }
    }
    return marks;
  }

  /** Where messages end, in tokens. */
  private static List<Integer> borders(Script script) {
    List<Integer> borders = new ArrayList<>();
    List<Script.Placed> parts = script.parts();
    for (int i = 0; i < parts.size(); i++) {
      if (i + 1 == parts.size() || parts.get(i + 1).turn() != parts.get(i).turn()) {
        borders.add(parts.get(i).end());
      }
    }
    return borders;
  }

  private static TokenSession warm(Rig rig, Script script, List<Mark> marks) {
    TokenSession session = rig.engine().newSession();
    int read = 0;
    for (int border : borders(script)) {
      session.append(Arrays.copyOfRange(script.tokens(), read, border));
      marks.stream()
          .filter(mark -> mark.position() == border)
          .forEach(mark -> session.forget(mark.spans()));
      read = border;
    }
    session.append(Arrays.copyOfRange(script.tokens(), read, script.tokens().length));
    return session;
  }

  private static TokenSession again(Rig rig, Script script, List<Mark> marks) {
    TokenSession session = rig.engine().newSession();
    session.append(script.tokens(), marks, _ -> false, (index, values, offset) -> {});
    session.append(new int[0], marks, _ -> false, (index, values, offset) -> {});
    session.settle();
    return session;
  }

  private static TokenSession redacted(Rig rig, Script script, Conversation conversation) {
    TokenSession session = rig.engine().newSession();
    session.append(script.tokens());
    session.redact(script.spans(conversation.delete()));
    return session;
  }

  private static TokenSession withHole(Rig rig, Script script, Conversation conversation) {
    TokenSession session = rig.engine().newSession();
    int read = 0;
    for (Span hole : Span.merged(script.spans(conversation.delete()))) {
      session.append(Arrays.copyOfRange(script.tokens(), read, (int) hole.start()));
      session.skip((int) hole.length());
      read = (int) hole.end();
    }
    session.append(Arrays.copyOfRange(script.tokens(), read, script.tokens().length));
    return session;
  }

  private static Observation compare(
      String what, Item item, TokenSession warm, TokenSession cold, Script script) {
    try (warm;
        cold) {
      boolean same = Arrays.equals(warm.stateDigest(), cold.stateDigest());
      int[] question = script.question("What was said first?");
      warm.append(question);
      cold.append(question);
      double furthest = Foresight.of(warm.logits()).furthest(Foresight.of(cold.logits()));
      return Observation.of("comparison", item.key())
          .with("case", what)
          .with("columns", warm.liveColumns())
          .with("state", java.util.HexFormat.of().formatHex(warm.stateDigest(), 0, 16))
          .with("different", same ? 0L : 1L)
          .with("furthest", furthest);
    }
  }

  @Override
  public Findings conclude(List<Observation> observations) {
    int groups = (int) observations.stream().map(Observation::group).distinct().count();
    double different =
        observations.isEmpty() ? Double.NaN : Bootstrap.sum(observations, "different");
    double furthest =
        observations.stream().mapToDouble(each -> each.number("furthest")).max().orElse(Double.NaN);
    List<Verdict> verdicts =
        List.of(
            predictions().get(0).judge(Interval.exactly(different, groups)),
            predictions().get(1).judge(Interval.exactly(furthest, groups)));
    Figures figures =
        Figures.of(
            "Warm columns against the same history read again",
            "conversation",
            "case",
            "columns",
            "state",
            "largest logit difference");
    for (Observation each : observations) {
      figures =
          figures.row(
              each.group(),
              each.text("case"),
              each.number("columns"),
              each.number("different") == 0 ? "same bits" : "DIFFERENT",
              each.number("furthest"));
    }
    return new Findings(verdicts, List.of(figures), List.of(), List.of());
  }
}
