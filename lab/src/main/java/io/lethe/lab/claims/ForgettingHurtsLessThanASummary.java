package io.lethe.lab.claims;

import static io.lethe.lab.Probes.arm;
import static io.lethe.lab.Probes.type;

import io.lethe.lab.Arm;
import io.lethe.lab.Bootstrap;
import io.lethe.lab.Experiment;
import io.lethe.lab.Figures;
import io.lethe.lab.Findings;
import io.lethe.lab.Interval;
import io.lethe.lab.Item;
import io.lethe.lab.Observation;
import io.lethe.lab.Plot;
import io.lethe.lab.Prediction;
import io.lethe.lab.Probe;
import io.lethe.lab.Probes;
import io.lethe.lab.Rig;
import io.lethe.lab.Sign;
import java.util.ArrayList;
import java.util.List;

/** Forgetting in place against the other ways to make room: quality, time, columns. */
public final class ForgettingHurtsLessThanASummary implements Experiment {
  private static final List<Arm> ARMS =
      List.of(
          Arm.NEVER,
          Arm.FORGET,
          Arm.SUMMARY,
          Arm.SUMMARY_SEEN,
          Arm.SLIDE,
          Arm.DROP_OLDEST,
          Arm.HANDOVER,
          Arm.NOTHING);
  private static final List<Arm> OTHERS =
      List.of(Arm.SUMMARY, Arm.SUMMARY_SEEN, Arm.SLIDE, Arm.DROP_OLDEST, Arm.HANDOVER);

  @Override
  public String name() {
    return "forget-vs-summary";
  }

  @Override
  public String claim() {
    return "Forgetting in place hurts less, and costs less, than a summary, a sliding window, dropping"
        + " the oldest messages or starting afresh.";
  }

  @Override
  public List<Prediction> predictions() {
    List<Prediction> predictions = new ArrayList<>();
    for (Arm other : OTHERS) {
      predictions.add(
          Prediction.finding(
              "damage on kept facts: %s less forgotten, nats".formatted(other.words()),
              new Sign.Positive()));
      predictions.add(
          Prediction.finding(
              "recall of kept facts: forgotten less %s".formatted(other.words()),
              new Sign.AtLeast(0)));
      if (other != Arm.SLIDE) {
        predictions.add(
            Prediction.finding(
                "seconds: %s less forgotten".formatted(other.words()),
                other == Arm.DROP_OLDEST ? new Sign.AtLeast(0) : new Sign.Positive()));
      }
    }
    return predictions;
  }

  @Override
  public List<Observation> measure(Item item, Rig rig) {
    return Asking.all(rig, item, ARMS);
  }

  @Override
  public Findings conclude(List<Observation> observations) {
    List<Observation> probes = Probes.of(observations);
    List<Observation> costs = Probes.costs(observations);
    List<Interval> measured = new ArrayList<>();
    for (Arm other : OTHERS) {
      measured.add(Probes.damageGap(probes, other, Arm.FORGET, Probe.Type.KEPT));
      measured.add(Probes.recallGain(probes, Arm.FORGET, other, Probe.Type.KEPT));
      if (other != Arm.SLIDE) {
        measured.add(Bootstrap.difference(costs, arm(other), arm(Arm.FORGET), "arm_seconds"));
      }
    }
    List<String> notes = new ArrayList<>(Asking.notes(probes));
    notes.add(
        "A sliding window and dropped messages are given as many columns as forgetting leaves; the"
            + " window's time is that of the whole conversation and is not compared.");
    return new Findings(
        Asking.judged(predictions(), measured),
        List.of(quality(probes), Asking.costs(costs, ARMS), written(costs)),
        List.of(Asking.damage(probes, ARMS), trade(probes, costs)),
        notes);
  }

  private static Figures quality(List<Observation> probes) {
    Figures figures =
        Figures.of(
            "Quality",
            "arm",
            "damage on kept facts, nats",
            "same next token",
            "recall kept",
            "recall derived",
            "deleted facts told");
    for (Arm arm : ARMS) {
      figures =
          figures.row(
              arm.letter() + " " + arm.words(),
              Bootstrap.mean(probes, arm(arm).and(type(Probe.Type.KEPT)), "damage"),
              Bootstrap.mean(probes, arm(arm).and(type(Probe.Type.KEPT)), "top1"),
              Probes.recall(probes, arm, Probe.Type.KEPT),
              Probes.recall(probes, arm, Probe.Type.DERIVED),
              Bootstrap.mean(probes, arm(arm).and(type(Probe.Type.DELETED)), "right"));
    }
    return figures;
  }

  private static Figures written(List<Observation> costs) {
    Figures figures = Figures.of("What the model wrote on the way", "conversation", "arm", "text");
    for (Observation cost : costs) {
      if (!cost.text("written").isBlank()) {
        figures = figures.row(cost.group(), cost.text("arm"), cost.text("written").strip());
      }
    }
    return figures;
  }

  private static Plot trade(List<Observation> probes, List<Observation> costs) {
    Plot plot =
        Plot.lines(
            "Recall of kept facts over columns left", "columns left, mean", "recall of kept facts");
    for (Arm arm : ARMS) {
      double columns = Bootstrap.mean(costs.stream().filter(arm(arm)).toList(), "columns");
      plot =
          plot.with(
              new Plot.Series(
                  arm.letter(),
                  List.of(
                      new Plot.Point(
                          arm.letter(), columns, Probes.recall(probes, arm, Probe.Type.KEPT)))));
    }
    return plot;
  }
}
