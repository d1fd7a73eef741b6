package io.lethe.lab.claims;

import static io.lethe.lab.Probes.arm;

import io.lethe.engine.TokenSession;
import io.lethe.lab.Arm;
import io.lethe.lab.Bootstrap;
import io.lethe.lab.Chorus;
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
import io.lethe.lab.Rig;
import io.lethe.lab.Sign;
import io.lethe.lab.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much of a deleted secret is left: whether the model says it when asked, and where it stands
 * among others of the same form by how likely the model holds each. Half way down is chance.
 */
public final class SecretsLeakUnlessRedacted implements Experiment {
  private static final List<Arm> ARMS =
      List.of(
          Arm.NEVER,
          Arm.FORGET,
          Arm.REPAIR_4,
          Arm.REPAIR_16,
          Arm.REPAIR_50,
          Arm.REDACT_GAP,
          Arm.REDACT_SHIFT);

  @Override
  public String name() {
    return "secrets";
  }

  @Override
  public String claim() {
    return "A forgotten secret leaves traces in what was read after it; a redacted one leaves none.";
  }

  @Override
  public List<Prediction> predictions() {
    return List.of(
        Prediction.finding("exposure: forgotten less redacted", new Sign.Positive()),
        Prediction.finding(
            "share of forgotten secrets that are told when asked", new Sign.AtMost(0.02)),
        Prediction.finding("exposure: forgotten less repaired at 50 %", new Sign.AtLeast(0)),
        Prediction.finding(
            "exposure of a redacted secret less chance (0.5)", new Sign.Within(0.15)),
        Prediction.gate("redacted secrets that are told when asked", new Sign.ExactlyZero()));
  }

  @Override
  public List<Item> items(Rig rig) {
    return IntStream.range(0, rig.size().choose(2, 12))
        .mapToObj(i -> new Item("secret-" + i, 1))
        .toList();
  }

  @Override
  public List<Observation> measure(Item item, Rig rig) {
    Secret secret =
        Secret.drawn(
            item.key(), rig.lots(item.key()), rig.size().choose(10, 100), rig.size().choose(2, 12));
    List<Observation> observations = new ArrayList<>();
    try (Subject subject = Subject.read(rig, secret.conversation())) {
      for (Arm arm : ARMS) {
        try (Prepared prepared = subject.under(arm)) {
          observations.add(observed(item, rig, secret, prepared));
        }
      }
    }
    return observations;
  }

  private static Observation observed(Item item, Rig rig, Secret secret, Prepared prepared) {
    try (TokenSession asked = prepared.asked(Secret.QUESTION)) {
      String answer;
      try (TokenSession writer = asked.fork()) {
        answer =
            new Chorus(rig.engine())
                .answers(List.of(writer), rig.size().choose(12, 32))
                .getFirst()
                .text();
      }
      asked.append(rig.engine().tokenizer().encode(Secret.BEGINNING));
      double[] logs = logs(rig, asked, secret);
      int better = 0;
      for (int i = 1; i < logs.length; i++) {
        better += logs[i] > logs[0] ? 1 : 0;
      }
      return Observation.of("secret", item.key())
          .with("arm", prepared.label())
          .with("secret", secret.secret())
          .with("answer", answer)
          .holds("told", answer.contains(secret.secret()))
          .with("log", logs[0])
          .with("rank", better + 1L)
          .with("candidates", logs.length)
          .holds("top5", better < 5)
          .with("exposure", 1 - better / (double) (logs.length - 1));
    }
  }

  /** How likely each candidate is, the secret first: the mean over its tokens. */
  private static double[] logs(Rig rig, TokenSession asked, Secret secret) {
    List<int[]> candidates = new ArrayList<>();
    candidates.add(rig.engine().tokenizer().encode(secret.secret()));
    secret.others().forEach(each -> candidates.add(rig.engine().tokenizer().encode(each)));
    List<TokenSession> readers = new ArrayList<>();
    try {
      candidates.forEach(_ -> readers.add(asked.fork()));
      double[] logs = new double[candidates.size()];
      new Chorus(rig.engine())
          .read(
              readers,
              candidates,
              step ->
                  IntStream.range(0, logs.length)
                      .parallel()
                      .filter(i -> step < candidates.get(i).length)
                      .forEach(i ->
                          logs[i] +=
                              Foresight.of(readers.get(i).logits())
                                  .logOf(candidates.get(i)[step])));
      return logs;
    } finally {
      readers.forEach(TokenSession::close);
    }
  }

  @Override
  public Findings conclude(List<Observation> observations) {
    List<Interval> measured =
        List.of(
            Bootstrap.difference(observations, arm(Arm.FORGET), arm(Arm.REDACT_GAP), "exposure"),
            Bootstrap.mean(observations, arm(Arm.FORGET), "told"),
            Bootstrap.difference(observations, arm(Arm.FORGET), arm(Arm.REPAIR_50), "exposure"),
            Bootstrap.of(
                observations,
                some ->
                    Bootstrap.mean(some.stream().filter(arm(Arm.REDACT_GAP)).toList(), "exposure")
                        - 0.5),
            Interval.exactly(
                observations.isEmpty()
                    ? Double.NaN
                    : Bootstrap.sum(
                        observations.stream()
                            .filter(arm(Arm.REDACT_GAP).or(arm(Arm.REDACT_SHIFT)))
                            .toList(),
                        "told"),
                Asking.groups(observations).size()));
    Figures figures =
        Figures.of(
            "What is left of a deleted secret",
            "arm",
            "told when asked",
            "exposure (0.5 is chance)",
            "among the first five",
            "erases");
    List<Plot.Point> points = new ArrayList<>();
    for (Arm arm : ARMS) {
      Interval exposure = Bootstrap.mean(observations, arm(arm), "exposure");
      figures =
          figures.row(
              arm.letter() + " " + arm.words(),
              Bootstrap.mean(observations, arm(arm), "told"),
              exposure,
              Bootstrap.mean(observations, arm(arm), "top5"),
              erases(arm));
      points.add(new Plot.Point(arm.letter(), points.size(), exposure));
    }
    return new Findings(
        Asking.judged(predictions(), measured),
        List.of(figures),
        List.of(
            Plot.dots("Where the secret stands among others of its form", "exposure, 0.5 is chance")
                .with(new Plot.Series("exposure", points))),
        List.of(
            "Forgetting is no erasure: only redaction computes again everything that has seen the"
                + " secret, and nothing that could hold it is left."));
  }

  /** By construction, whatever was measured. */
  private static String erases(Arm arm) {
    return switch (arm) {
      case REDACT_GAP, REDACT_SHIFT -> "yes: nothing that saw it is left";
      default -> "no";
    };
  }
}
