package io.lethe.lab.claims;

import static io.lethe.lab.Probes.arm;

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
import io.lethe.lab.Probes;
import io.lethe.lab.Rig;
import io.lethe.lab.Sign;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Looking for facts in long texts before and after half of what says nothing is forgotten. */
public final class RetrievalSurvivesForgettingDistractors implements Experiment {
  private static final List<Arm> ARMS =
      List.of(Arm.NEVER, Arm.FORGET, Arm.REDACT_GAP, Arm.REDACT_SHIFT);

  @Override
  public String name() {
    return "retrieval";
  }

  @Override
  public String claim() {
    return "Facts in a long text are found as well after half of the distractors were forgotten.";
  }

  @Override
  public List<Prediction> predictions() {
    return List.of(
        Prediction.finding("score: forgotten less never deleted", new Sign.AtLeast(-0.05)),
        Prediction.finding("score: forgotten less text read anew", new Sign.AtLeast(-0.05)));
  }

  @Override
  public List<Item> items(Rig rig) {
    List<Item> items = new ArrayList<>();
    for (int tokens : rig.size().choose(List.of(256), List.of(1024, 2048, 4096))) {
      for (Haystack.Task task : Haystack.Task.values()) {
        for (int i = 0; i < rig.size().choose(1, tokens < 2048 ? 3 : 1); i++) {
          if (rig.size() == io.lethe.lab.Size.FULL
              || task == Haystack.Task.SINGLE
              || task == Haystack.Task.VARIABLES) {
            items.add(new Item("%s/%d/%d".formatted(task.key(), tokens, i), tokens));
          }
        }
      }
    }
    return items;
  }

  @Override
  public List<Observation> measure(Item item, Rig rig) {
    String[] key = item.key().split("/", -1);
    Haystack.Task task =
        java.util.Arrays.stream(Haystack.Task.values())
            .filter(each -> each.key().equals(key[0]))
            .findFirst()
            .orElseThrow();
    Haystack haystack =
        Haystack.drawn(
            item.key(),
            task,
            Integer.parseInt(key[1]),
            rig.engine(),
            new Random(rig.lots(item.key()).nextLong()));
    return Asking.all(rig, haystack.conversation(), ARMS).stream()
        .map(each -> {
          Observation more = each.with("task", key[0]).with("tokens", Long.parseLong(key[1]));
          return each.kind().equals("probe")
              ? more.with("score", haystack.score(each.text("answer")))
              : more;
        })
        .toList();
  }

  @Override
  public Findings conclude(List<Observation> observations) {
    List<Observation> probes = Probes.of(observations);
    List<Interval> measured =
        List.of(
            Bootstrap.difference(probes, arm(Arm.FORGET), arm(Arm.NEVER), "score"),
            Bootstrap.difference(probes, arm(Arm.FORGET), arm(Arm.REDACT_SHIFT), "score"));
    Figures figures =
        Figures.of(
            "Share of what was asked for that is named",
            "task",
            "tokens",
            "A never deleted",
            "B forgotten",
            "Cg redacted",
            "Cs read anew",
            "damage of B, nats");
    for (Haystack.Task task : Haystack.Task.values()) {
      for (long tokens :
          probes.stream().mapToLong(each -> (long) each.number("tokens")).distinct().toArray()) {
        List<Observation> own =
            probes.stream()
                .filter(each -> each.is("task", task.key()) && each.number("tokens") == tokens)
                .toList();
        if (!own.isEmpty()) {
          figures =
              figures.row(
                  task.words(),
                  (double) tokens,
                  Bootstrap.mean(own, arm(Arm.NEVER), "score"),
                  Bootstrap.mean(own, arm(Arm.FORGET), "score"),
                  Bootstrap.mean(own, arm(Arm.REDACT_GAP), "score"),
                  Bootstrap.mean(own, arm(Arm.REDACT_SHIFT), "score"),
                  Bootstrap.mean(own, arm(Arm.FORGET), "damage"));
        }
      }
    }
    return new Findings(
        Asking.judged(predictions(), measured),
        List.of(figures),
        List.of(plot(probes)),
        List.of("Texts and questions follow RULER; the score is the share of wanted words named."));
  }

  private static Plot plot(List<Observation> probes) {
    List<Plot.Point> points = new ArrayList<>();
    for (Arm arm : ARMS) {
      points.add(
          new Plot.Point(arm.letter(), points.size(), Bootstrap.mean(probes, arm(arm), "score")));
    }
    return Plot.dots("What is found in long texts", "score")
        .with(new Plot.Series("all tasks", points));
  }
}
