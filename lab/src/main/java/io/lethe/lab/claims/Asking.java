package io.lethe.lab.claims;

import static io.lethe.lab.Probes.arm;
import static io.lethe.lab.Probes.type;

import io.lethe.lab.Arm;
import io.lethe.lab.Bootstrap;
import io.lethe.lab.Conversation;
import io.lethe.lab.Figures;
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
import io.lethe.lab.Subject;
import io.lethe.lab.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What the claims share that ask a conversation's questions under several arms. */
final class Asking {
  private Asking() {}

  /** Reads a conversation once and asks all its questions under every arm. */
  static List<Observation> all(Rig rig, Item item, List<Arm> arms) {
    return all(rig, rig.conversation(item), arms, _ -> List.of());
  }

  static List<Observation> all(Rig rig, Conversation conversation, List<Arm> arms) {
    return all(rig, conversation, arms, _ -> List.of());
  }

  /** And looks at the arms before they are closed. */
  static List<Observation> all(
      Rig rig,
      Conversation conversation,
      List<Arm> arms,
      Function<List<Prepared>, List<Observation>> more) {
    List<Observation> observations = new ArrayList<>();
    List<Prepared> prepared = new ArrayList<>();
    try (Subject subject = Subject.read(rig, conversation)) {
      try {
        for (Arm arm : arms) {
          Prepared next = subject.under(arm);
          prepared.add(next);
          observations.add(next.observed(conversation.id()));
        }
        Probing probing = new Probing(rig, conversation.id(), prepared, rig.size().choose(8, 32));
        observations.addAll(probing.ask(questions(rig, conversation)));
        observations.addAll(more.apply(prepared));
      } finally {
        prepared.forEach(Prepared::close);
      }
    }
    return observations;
  }

  /** At smoke size the first two. */
  static List<Probe> questions(Rig rig, Conversation conversation) {
    List<Probe> all = conversation.probes();
    return rig.size().choose(all.subList(0, Math.min(2, all.size())), all);
  }

  static List<Verdict> judged(List<Prediction> predictions, List<Interval> measured) {
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < predictions.size(); i++) {
      verdicts.add(predictions.get(i).judge(measured.get(i)));
    }
    return verdicts;
  }

  static List<String> groups(List<Observation> observations) {
    return observations.stream().map(Observation::group).distinct().toList();
  }

  static Figures costs(List<Observation> costs, List<Arm> arms) {
    Figures figures =
        Figures.of(
            "What it takes, from the moment when something is to go; means over conversations",
            "arm",
            "seconds",
            "tokens read",
            "tokens written",
            "columns left",
            "most columns",
            "columns looked at");
    for (Arm arm : arms) {
      List<Observation> own = costs.stream().filter(arm(arm)).toList();
      figures =
          figures.row(
              arm.letter() + " " + arm.words(),
              Bootstrap.mean(own, "arm_seconds"),
              Bootstrap.mean(own, "prefilled"),
              Bootstrap.mean(own, "generated"),
              Bootstrap.mean(own, "columns"),
              Bootstrap.mean(own, "peak"),
              Bootstrap.mean(own, "area"));
    }
    return figures;
  }

  static Plot damage(List<Observation> probes, List<Arm> arms) {
    List<Plot.Point> points = new ArrayList<>();
    for (Arm arm : arms) {
      if (arm != Arm.NEVER) {
        points.add(
            new Plot.Point(
                arm.letter(),
                points.size(),
                Bootstrap.mean(probes, arm(arm).and(type(Probe.Type.KEPT)), "damage")));
      }
    }
    return Plot.dots("How far answers about kept facts move", "nats from never deleted")
        .with(new Plot.Series("damage", points));
  }

  /** How many questions the figures rest on. */
  static List<String> notes(List<Observation> probes) {
    List<String> notes = new ArrayList<>();
    for (Probe.Type type : Probe.Type.values()) {
      List<Observation> asked = probes.stream().filter(arm(Arm.NEVER).and(type(type))).toList();
      if (!asked.isEmpty()) {
        notes.add(
            "%s: %d questions, of which %d are answered right while nothing is deleted."
                .formatted(
                    type.word(), asked.size(), asked.stream().filter(Probes.answerable()).count()));
      }
    }
    return notes;
  }
}
