package io.lethe.lab.claims;

import static io.lethe.lab.Probes.arm;

import io.lethe.lab.Arm;
import io.lethe.lab.Bootstrap;
import io.lethe.lab.Conversation;
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
import java.util.stream.IntStream;

/**
 * A fact was corrected, and what said the old one is deleted: how often the old one is answered all
 * the same. Questions are those that have a wrong answer; the conversations are the given ones that
 * have such questions, and made ones.
 */
public final class ForgettingDoesNotCorrect implements Experiment {
  private static final List<Arm> ARMS =
      List.of(Arm.NEVER, Arm.FORGET, Arm.ERRATUM, Arm.REDACT_GAP, Arm.REDACT_SHIFT);

  @Override
  public String name() {
    return "corrected-fact";
  }

  @Override
  public String claim() {
    return "Forgetting the sentence that stated an old fact does not cure its consequences; a"
        + " correction that is read, or redaction, does.";
  }

  @Override
  public List<Prediction> predictions() {
    return List.of(
        Prediction.finding("old values answered: forgotten less redacted", new Sign.AtLeast(0)),
        Prediction.finding(
            "old values answered: forgotten less forgotten with a correction", new Sign.AtLeast(0)),
        Prediction.finding(
            "old values answered: never deleted less forgotten", new Sign.AtLeast(0)),
        Prediction.finding(
            "new values answered: with a correction less without", new Sign.Positive()));
  }

  private static List<Conversation> given(Rig rig) {
    return rig.chosen().stream()
        .filter(each -> each.probes().stream().anyMatch(ForgettingDoesNotCorrect::canBeStale))
        .filter(each ->
            each.turns().stream()
                .flatMap(turn -> turn.parts().stream())
                .anyMatch(part -> part.kind().equals("stale")))
        .toList();
  }

  private static boolean canBeStale(Probe probe) {
    return !probe.antiKeywords().isEmpty() && !probe.keywords().isEmpty();
  }

  @Override
  public List<Item> items(Rig rig) {
    List<Item> items = new ArrayList<>();
    given(rig).forEach(each -> items.add(new Item(each.id(), 1)));
    IntStream.range(0, rig.size().choose(1, 24))
        .forEach(i -> items.add(new Item("correction-" + i, 1)));
    return items;
  }

  @Override
  public List<Observation> measure(Item item, Rig rig) {
    Conversation conversation =
        given(rig).stream()
            .filter(each -> each.id().equals(item.key()))
            .findFirst()
            .orElseGet(() -> Correction.drawn(item.key(), rig.lots(item.key())));
    Conversation asked =
        new Conversation(
            conversation.id(),
            conversation.title(),
            conversation.system(),
            conversation.turns(),
            conversation.delete(),
            conversation.summaries(),
            conversation.probes().stream().filter(ForgettingDoesNotCorrect::canBeStale).toList());
    return Asking.all(rig, asked, ARMS);
  }

  @Override
  public Findings conclude(List<Observation> observations) {
    List<Observation> probes = Probes.of(observations);
    List<Interval> measured =
        List.of(
            Bootstrap.difference(probes, arm(Arm.FORGET), arm(Arm.REDACT_SHIFT), "stale"),
            Bootstrap.difference(probes, arm(Arm.FORGET), arm(Arm.ERRATUM), "stale"),
            Bootstrap.difference(probes, arm(Arm.NEVER), arm(Arm.FORGET), "stale"),
            Bootstrap.difference(probes, arm(Arm.ERRATUM), arm(Arm.FORGET), "right"));
    Figures figures =
        Figures.of(
            "Answers after a correction", "arm", "old value", "new value", "neither", "questions");
    List<Plot.Point> stale = new ArrayList<>();
    for (Arm arm : ARMS) {
      Interval old = Bootstrap.mean(probes, arm(arm), "stale");
      Interval right = Bootstrap.mean(probes, arm(arm), "right");
      figures =
          figures.row(
              arm.letter() + " " + arm.words(),
              old,
              right,
              1 - old.estimate() - right.estimate(),
              (double) probes.stream().filter(arm(arm)).count());
      stale.add(new Plot.Point(arm.letter(), stale.size(), old));
    }
    return new Findings(
        Asking.judged(predictions(), measured),
        List.of(figures),
        List.of(
            Plot.dots("Old values answered after a correction", "share of questions")
                .with(new Plot.Series("old value", stale))),
        List.of());
  }
}
