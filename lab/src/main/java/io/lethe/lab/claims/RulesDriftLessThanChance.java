package io.lethe.lab.claims;

import io.lethe.imports.RecordingReplay;
import io.lethe.imports.ReplayedTurn;
import io.lethe.lab.Bootstrap;
import io.lethe.lab.Experiment;
import io.lethe.lab.Findings;
import io.lethe.lab.Interval;
import io.lethe.lab.Item;
import io.lethe.lab.Observation;
import io.lethe.lab.PlanName;
import io.lethe.lab.Prediction;
import io.lethe.lab.Recorded;
import io.lethe.lab.Rig;
import io.lethe.lab.Sign;
import io.lethe.session.Deletion;
import io.lethe.session.Sessions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * A session that took place elsewhere, read again under one plan after another beside one in which
 * nothing is forgotten: what goes, what that saves, and how far the model's expectations drift over
 * the recorded answers. Each item is a plan.
 */
public final class RulesDriftLessThanChance implements Experiment {
  private static final String REPLAYED = "replayed"; // the session without deletions
  private static final String CHANCE = "random";
  private static final String RULES = "budget";

  @Override
  public String name() {
    return "transcript";
  }

  @Override
  public String claim() {
    return "In a session that took place, rules make room and leave what the model expects nearer to"
        + " what it would have been than chance does with equal columns.";
  }

  @Override
  public List<Prediction> predictions() {
    return List.of(
        Prediction.gate("turns that drift before anything was forgotten", new Sign.ExactlyZero()),
        Prediction.finding(
            "drift once something went: chance less rules, with equal columns, nats a token",
            new Sign.Positive()),
        Prediction.finding(
            "surprise at the recorded answers: forgotten less never deleted, nats a token",
            new Sign.Positive()),
        Prediction.finding(
            "tokens that a cache of prefixes reads again and forgetting does not, for each that went",
            new Sign.Positive()));
  }

  @Override
  public Material material() {
    return Material.RECORDING;
  }

  /** With the turns that fit, which another engine may have another number of. */
  @Override
  public String measuredOn(Rig rig) {
    try (Sessions sessions = sessions(rig)) {
      return rig.recorded().recording() + " " + rig.recorded().reach(sessions, rig.size()).turns();
    }
  }

  @Override
  public List<Item> items(Rig rig) {
    return rig.recorded().plans(rig.size()).stream()
        .distinct()
        .map(plan -> new Item(plan.text(), 1))
        .toList();
  }

  private static Sessions sessions(Rig rig) {
    return new Sessions(
        rig.engine(),
        rig.model(),
        rig.work().resolve("transcript"),
        Sessions.DEFAULT_BUDGET_BYTES,
        Clock.systemUTC());
  }

  @Override
  public List<Observation> measure(Item item, Rig rig) {
    Recorded recorded = rig.recorded();
    List<Observation> observations = new ArrayList<>();
    try (Sessions sessions = sessions(rig)) {
      Recorded.Reach reach = recorded.reach(sessions, rig.size());
      observations.add(
          Observation.of("replayed", recorded.name())
              .with("arm", item.key())
              .with("turns", reach.turns())
              .with("wanted_turns", reach.wanted())
              .with("recorded_turns", reach.recorded())
              .with("tokens", reach.tokens())
              .with("capacity", rig.engine().capacity())
              .with("trained", rig.engine().config().contextLength()));
      remove(sessions);
      long[] gone = {0};
      new RecordingReplay(sessions, recorded.recording(), REPLAYED)
          .run(
              List.of(new PlanName(item.key()).plan(reach.tokens())),
              reach.turns(),
              (plan, turn) -> {
                gone[0] += turn.forgotten().stream().mapToInt(Deletion::tokens).sum();
                observations.add(observed(recorded.name(), item.key(), turn, gone[0]));
              });
      remove(sessions);
    }
    return observations;
  }

  /** What a run left that was killed, or that has ended. */
  private static void remove(Sessions sessions) {
    for (String session : List.of(REPLAYED, REPLAYED + "-1")) {
      if (sessions.contains(session)) {
        sessions.remove(session);
      }
    }
  }

  private static Observation observed(String group, String plan, ReplayedTurn turn, long gone) {
    return Observation.of("turn", group)
        .with("arm", plan)
        .with("turn", turn.turn())
        .with("read", turn.read())
        .with("answered", turn.answered())
        .with("forgotten", turn.forgotten().stream().mapToInt(Deletion::tokens).sum())
        .with("gone", gone)
        .with("stale", turn.stale())
        .with("columns", turn.columns())
        .with("undeleted_columns", turn.undeletedColumns())
        .with("divergences", turn.drift().divergences())
        .with("agreements", turn.drift().agreements())
        .with("surprise", turn.drift().surprise())
        .with("undeleted_surprise", turn.drift().undeletedSurprise())
        .with("turn_seconds", turn.seconds())
        .with("undeleted_turn_seconds", turn.undeletedSeconds());
  }

  @Override
  public Findings conclude(List<Observation> observations) {
    ReplayedPlans plans = ReplayedPlans.of(observations);
    List<Interval> measured =
        List.of(
            exactly(plans.driftingTooEarly()),
            estimated(rulesGain(plans)),
            estimated(ReplayedPlans.surprise(plans.afterDeletions())),
            estimated(
                Bootstrap.sum(plans.turns(), "stale") / Bootstrap.sum(plans.turns(), "forgotten")));
    return new Findings(
        Asking.judged(predictions(), measured), plans.tables(), plans.plots(), plans.notes());
  }

  /** How much further chance drifts than rules that are given as many columns. */
  private static double rulesGain(ReplayedPlans plans) {
    List<Double> gains = new ArrayList<>();
    for (String chance : plans.names()) {
      int at = chance.indexOf('@');
      if (chance.startsWith(CHANCE) && at > 0) {
        gains.add(
            ReplayedPlans.drift(plans.afterDeletions(chance))
                - ReplayedPlans.drift(plans.afterDeletions(RULES + chance.substring(at))));
      }
    }
    return gains.stream()
        .mapToDouble(each -> each)
        .filter(each -> !Double.isNaN(each))
        .average()
        .orElse(Double.NaN);
  }

  private static Interval exactly(double value) {
    return Interval.exactly(value, 1);
  }

  private static Interval estimated(double value) {
    return new Interval(value, Double.NaN, Double.NaN, 1);
  }
}
