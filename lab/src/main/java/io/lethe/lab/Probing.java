package io.lethe.lab;

import io.lethe.engine.TokenSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Asks a conversation's questions under several arms: what is answered, and how far the model's
 * next tokens are from those under the first arm and under the reference, both along what is
 * answered under the first.
 *
 * @param prepared the arms; the first is {@link Arm#NEVER}
 * @param most tokens of an answer
 */
public record Probing(Rig rig, String group, List<Prepared> prepared, int most) {
  /** Sessions that write at once: more take columns, and no less time. */
  private static final int TOGETHER = 32;

  public Probing {
    prepared = List.copyOf(prepared);
    if (prepared.isEmpty() || !prepared.getFirst().label().equals(Arm.NEVER.letter())) {
      throw new IllegalArgumentException("the first arm must be " + Arm.NEVER);
    }
  }

  /** Asks, and observes each question under each arm. */
  public List<Observation> ask(List<Probe> probes) {
    int at = Math.max(1, TOGETHER / prepared.size());
    List<Observation> observations = new ArrayList<>();
    for (int from = 0; from < probes.size(); from += at) {
      observations.addAll(some(probes.subList(from, Math.min(probes.size(), from + at))));
    }
    return observations;
  }

  private List<Observation> some(List<Probe> probes) {
    List<TokenSession> writers = new ArrayList<>();
    List<TokenSession> readers = new ArrayList<>();
    try {
      for (Probe probe : probes) {
        for (Prepared arm : prepared) {
          TokenSession asked = arm.asked(probe.question());
          readers.add(asked);
          writers.add(asked.fork());
        }
      }
      Chorus chorus = new Chorus(rig.engine());
      List<Chorus.Answer> answers = chorus.answers(writers, most);
      writers.forEach(TokenSession::close);
      List<int[]> paths =
          IntStream.range(0, readers.size())
              .mapToObj(i -> answers.get(i - i % prepared.size()).tokens())
              .toList();
      Drift[] drifts = new Drift[readers.size()];
      Arrays.setAll(drifts, _ -> new Drift());
      chorus.read(readers, paths, step -> drift(readers, paths, step, drifts));
      List<Observation> observations = new ArrayList<>();
      for (int i = 0; i < readers.size(); i++) {
        Probe probe = probes.get(i / prepared.size());
        Chorus.Answer first = answers.get(i - i % prepared.size());
        observations.add(
            observed(
                probe,
                prepared.get(i % prepared.size()),
                answers.get(i).text(),
                first.text(),
                drifts[i]));
      }
      return observations;
    } finally {
      writers.forEach(TokenSession::close);
      readers.forEach(TokenSession::close);
    }
  }

  private Observation observed(
      Probe probe, Prepared arm, String answer, String first, Drift drift) {
    Observation observation =
        Observation.of("probe", group)
            .with("arm", arm.label())
            .with("probe", probe.id())
            .with("type", probe.type().word())
            .with("question", probe.question())
            .with("answer", answer)
            .holds("right", probe.isRight(answer))
            .holds("right_in_a", probe.isRight(first))
            .holds("stale", probe.isStale(answer))
            .holds("admits", Probe.admits(answer))
            .with("damage", drift.fromFirst / drift.steps)
            .with("top1", drift.agreeing / drift.steps)
            .with("dlp", drift.lost / drift.steps)
            .with("steps", drift.steps);
    return drift.compared
        ? observation
            .with("trace", drift.fromReference / drift.steps)
            .with("shift", drift.fromShift / drift.steps)
        : observation;
  }

  /** Sums over the steps of one question under one arm. */
  private static final class Drift {
    private double fromFirst;
    private double fromReference;
    private double fromShift;
    private double agreeing;
    private double lost;
    private long steps;
    private boolean compared;
  }

  private void drift(List<TokenSession> readers, List<int[]> paths, int step, Drift[] drifts) {
    int arms = prepared.size();
    int gap = indexOf(Arm.REDACT_GAP);
    int shift = indexOf(Arm.REDACT_SHIFT);
    IntStream.range(0, readers.size() / arms)
        .parallel()
        .filter(probe -> step < paths.get(probe * arms).length)
        .forEach(probe -> {
          Foresight[] seen = new Foresight[arms];
          Arrays.setAll(seen, arm -> Foresight.of(readers.get(probe * arms + arm).logits()));
          for (int arm = 0; arm < arms; arm++) {
            Drift drift = drifts[probe * arms + arm];
            int token = paths.get(probe * arms)[step];
            drift.steps++;
            drift.fromFirst += arm == 0 ? 0 : seen[0].divergence(seen[arm]);
            drift.agreeing += seen[0].likeliest() == seen[arm].likeliest() ? 1 : 0;
            drift.lost += seen[0].logOf(token) - seen[arm].logOf(token);
            if (gap >= 0 && shift >= 0) {
              drift.compared = true;
              drift.fromReference += arm == gap ? 0 : seen[gap].divergence(seen[arm]);
              drift.fromShift += arm == shift ? 0 : seen[shift].divergence(seen[arm]);
            }
          }
        });
  }

  private int indexOf(Arm arm) {
    return prepared.stream().map(Prepared::label).toList().indexOf(arm.letter());
  }
}
