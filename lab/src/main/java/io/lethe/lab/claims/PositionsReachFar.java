package io.lethe.lab.claims;

import static io.lethe.lab.Probes.arm;
import static io.lethe.lab.Probes.type;

import io.lethe.engine.TokenSession;
import io.lethe.lab.Arm;
import io.lethe.lab.Bootstrap;
import io.lethe.lab.Conversation;
import io.lethe.lab.Experiment;
import io.lethe.lab.Figures;
import io.lethe.lab.Findings;
import io.lethe.lab.Foresight;
import io.lethe.lab.Interval;
import io.lethe.lab.Item;
import io.lethe.lab.Observation;
import io.lethe.lab.Plot;
import io.lethe.lab.Prediction;
import io.lethe.lab.Prepared;
import io.lethe.lab.Probe;
import io.lethe.lab.Probes;
import io.lethe.lab.Probing;
import io.lethe.lab.Rig;
import io.lethe.lab.Sign;
import io.lethe.lab.Subject;
import java.util.ArrayList;
import java.util.List;

/**
 * Positions are never used again after forgetting: what that costs when a conversation lies far
 * out, when holes grow, and against closing the holes.
 */
public final class PositionsReachFar implements Experiment {
  private static final List<Long> OFFSETS = List.of(100_000L, 1_000_000_000L);
  private static final double TOLERANCE = 1e-3;
  private static final List<Integer> HOLES = List.of(1_000, 4_000, 64_000, 1_000_000);

  @Override
  public String name() {
    return "positions";
  }

  @Override
  public String claim() {
    return "Positions may count on for ever: a conversation far out is answered as at the start, and"
        + " holes need not be closed.";
  }

  @Override
  public List<Prediction> predictions() {
    return List.of(
        Prediction.gate(
            "largest difference of a logit far out, at offsets up to 10^9",
            new Sign.AtMost(TOLERANCE)),
        Prediction.finding(
            "damage on kept facts: holes closed less kept, nats", new Sign.AtLeast(0)),
        Prediction.finding("recall of kept facts: holes kept less closed", new Sign.AtLeast(0)),
        Prediction.finding(
            "recall of kept facts lost to a hole of 1,000 positions", new Sign.AtMost(0)),
        Prediction.finding(
            "recall of kept facts lost to a hole of 1,000,000 positions", new Sign.AtMost(0)));
  }

  private static List<Integer> holes(Rig rig) {
    return rig.size().choose(List.of(1_000, 1_000_000), HOLES);
  }

  private static String hole(int positions) {
    return positions == 0 ? Arm.FORGET.letter() : "hole " + positions;
  }

  @Override
  public List<Observation> measure(Item item, Rig rig) {
    Conversation conversation = rig.conversation(item);
    List<Observation> observations = new ArrayList<>();
    List<Prepared> prepared = new ArrayList<>();
    try (Subject subject = Subject.read(rig, conversation)) {
      try {
        prepared.add(subject.under(Arm.NEVER));
        prepared.add(subject.under(Arm.FORGET));
        prepared.add(subject.under(Arm.CLOSE));
        holes(rig).forEach(each -> prepared.add(subject.skipping(hole(each), each)));
        observations.addAll(
            new Probing(rig, item.key(), prepared, rig.size().choose(8, 32))
                .ask(Asking.questions(rig, conversation)));
        for (long offset : rig.size().choose(OFFSETS.subList(1, 2), OFFSETS)) {
          observations.add(offset(item, rig, prepared.get(1), offset));
        }
      } finally {
        prepared.forEach(Prepared::close);
      }
    }
    return observations;
  }

  /** The same, read and forgotten at another place. */
  private static Observation offset(Item item, Rig rig, Prepared near, long offset) {
    Conversation conversation = rig.conversation(item);
    String question = conversation.probes().getFirst().question();
    try (Subject far = Subject.read(rig, conversation, offset);
        Prepared forgotten = far.under(Arm.FORGET);
        TokenSession here = near.asked(question);
        TokenSession there = forgotten.asked(question)) {
      Foresight expected = Foresight.of(here.logits());
      Foresight found = Foresight.of(there.logits());
      return Observation.of("offset", item.key())
          .with("offset", offset)
          .with("furthest", expected.furthest(found))
          .with("divergence", expected.divergence(found));
    }
  }

  @Override
  public Findings conclude(List<Observation> observations) {
    List<Observation> probes = Probes.of(observations);
    List<Observation> offsets =
        observations.stream().filter(each -> each.kind().equals("offset")).toList();
    double furthest =
        offsets.stream().mapToDouble(each -> each.number("furthest")).max().orElse(Double.NaN);
    List<Interval> measured =
        List.of(
            Interval.exactly(furthest, Asking.groups(offsets).size()),
            Probes.damageGap(probes, Arm.CLOSE, Arm.FORGET, Probe.Type.KEPT),
            Probes.recallGain(probes, Arm.FORGET, Arm.CLOSE, Probe.Type.KEPT),
            lost(probes, 1_000),
            lost(probes, 1_000_000));
    return new Findings(
        Asking.judged(predictions(), measured),
        List.of(table(probes), far(offsets)),
        List.of(plot(probes, "damage", "nats from never deleted"), plot(probes, "right", "share")),
        List.of(advice(probes)));
  }

  private static Interval lost(List<Observation> probes, int positions) {
    return Bootstrap.difference(
        probes,
        arm(hole(0)).and(type(Probe.Type.KEPT)).and(Probes.answerable()),
        arm(hole(positions)).and(type(Probe.Type.KEPT)).and(Probes.answerable()),
        "right");
  }

  private static Interval recall(List<Observation> probes, String label) {
    return Bootstrap.mean(
        probes, arm(label).and(type(Probe.Type.KEPT)).and(Probes.answerable()), "right");
  }

  private static List<String> labels(List<Observation> probes) {
    return probes.stream().map(each -> each.text("arm")).distinct().toList();
  }

  private static Figures table(List<Observation> probes) {
    Figures figures =
        Figures.of(
            "Kept positions (B), closed holes (K), and holes before the question",
            "arm",
            "damage on kept facts, nats",
            "recall of kept facts");
    for (String label : labels(probes)) {
      figures =
          figures.row(
              label,
              Bootstrap.mean(probes, arm(label).and(type(Probe.Type.KEPT)), "damage"),
              recall(probes, label));
    }
    return figures;
  }

  private static Figures far(List<Observation> offsets) {
    Figures figures =
        Figures.of(
            "The same conversation at other positions",
            "conversation",
            "first position",
            "largest logit difference",
            "divergence, nats");
    for (Observation each : offsets) {
      figures =
          figures.row(
              each.group(),
              each.text("offset"),
              each.number("furthest"),
              each.number("divergence"));
    }
    return figures;
  }

  private static Plot plot(List<Observation> probes, String number, String y) {
    List<Plot.Point> points = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>(HOLES);
    sizes.addFirst(0);
    for (int positions : sizes) {
      String label = hole(positions);
      if (probes.stream().anyMatch(arm(label))) {
        Interval interval =
            number.equals("right")
                ? recall(probes, label)
                : Bootstrap.mean(probes, arm(label).and(type(Probe.Type.KEPT)), number);
        points.add(new Plot.Point("", Math.max(1, positions), interval));
      }
    }
    return Plot.overPowers(
            number.equals("right") ? "Recall over growing holes" : "Damage over growing holes",
            "further positions left out before the question (none drawn at 1)",
            y)
        .with(new Plot.Series("kept facts", points));
  }

  /** From which hole on this model answers worse, reckoned from the intervals. */
  private static String advice(List<Observation> probes) {
    for (int positions : HOLES) {
      Interval lost = lost(probes, positions);
      if (positions > 0 && lost.isSure() && lost.low() > 0) {
        return "This model answers worse from holes of %,d positions on: close holes before they grow so large."
            .formatted(positions);
      }
    }
    return "No hole that was tried makes this model surely answer worse.";
  }
}
