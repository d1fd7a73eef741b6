package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.Span;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How near repairing comes to redacting, for a model that reads English. */
class RepairDistanceTest {
  /** What is said before the part that goes, the part, and what was read when it was there. */
  private record Reading(String before, String part, String after) {}

  private static final List<Reading> READINGS =
      List.of(
          new Reading(
              "These are the notes of our meeting in Lisbon. ",
              "The password of the archive is heliotrope, and Marta keeps the only key. ",
              "Everybody agreed that it should be changed, that she should tell nobody, and that"
                  + " the archive moves to another building before the winter. The word is"),
          new Reading(
              "A short story. The ship left the harbour at dawn with twelve sailors. ",
              "On the third day a storm broke the mast, and the captain was washed overboard. ",
              "After that the crew was silent. They mended what they could, elected the cook to"
                  + " lead them, and turned back towards the coast, where their families"),
          new Reading(
              "def area(shape):\n    kind = shape.kind\n",
              "    if kind == 'circle':\n        return 3.14159 * shape.radius ** 2\n",
              "    if kind == 'square':\n        return shape.side ** 2\n"
                  + "    raise ValueError(kind)\n\nprint(area(Shape(kind='"),
          new Reading(
              "Patient: 54 years old, comes with a cough. ",
              "He is allergic to penicillin and had a rash after amoxicillin in 2011. ",
              "The lungs are clear, the temperature is 38.4 degrees. Given his history we decided"
                  + " against the usual antibiotic and prescribed another one instead, namely"),
          new Reading(
              "Question: which of the three towns is the largest? ",
              "Ashford has 74,000 inhabitants, Brenton has 12,000 and Calder has 310,000. ",
              "So we compare the numbers one by one. The largest number belongs to the last of"
                  + " them, and the smallest to the second. The answer is therefore the town of"),
          new Reading(
              "Dear all, the build of this morning failed. ",
              "ERROR: test LoginTest.expiredToken timed out after 30 seconds on node seven. ",
              "I looked at it: the node was out of disk space, I have cleaned it and started the"
                  + " build again. If the same test fails once more, please look at"));

  private static final double[] SHARES = {0, 0.16, 0.5, 0.8};

  private static final String PROBE = " the following: it was";

  @Test
  void theMoreIsRepairedTheNearerItComesToRedacting() {
    Engine engine = Specimen.ALL.getLast().engine();
    int[] probe = engine.tokenizer().encode(PROBE);
    double[] divergence = new double[4];
    for (Reading reading : READINGS) {
      double[][] redacted = predictions(engine, reading, 1, probe);
      for (int i = 0; i < divergence.length; i++) {
        double[][] found = predictions(engine, reading, SHARES[i], probe);
        for (int t = 0; t < probe.length; t++) {
          divergence[i] += divergence(redacted[t], found[t]) / READINGS.size() / probe.length;
        }
      }
    }
    // Measured: 0.069, 0.046, 0.028 and 0.010 nats.
    for (int i = 1; i < divergence.length; i++) {
      assertThat(divergence[i]).isLessThan(divergence[i - 1]);
    }
    assertThat(divergence[2]).as("half of it").isLessThan(divergence[0] / 2);
  }

  private static double[][] predictions(Engine engine, Reading reading, double share, int[] probe) {
    int[] before = engine.tokenizer().encode(reading.before());
    int[] part = engine.tokenizer().encode(reading.part());
    try (TokenSession session = engine.newSession()) {
      session.append(before);
      session.append(part);
      session.append(engine.tokenizer().encode(reading.after()));
      session.repair(List.of(new Span(before.length, before.length + part.length)), share);
      return Arrays.stream(Bits.read(session, probe))
          .map(RepairDistanceTest::logProbabilities)
          .toArray(double[][]::new);
    }
  }

  private static double[] logProbabilities(int[] bits) {
    double[] logits = Arrays.stream(bits).mapToDouble(Float::intBitsToFloat).toArray();
    double most = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(logit -> Math.exp(logit - most)).sum();
    return Arrays.stream(logits).map(logit -> logit - most - Math.log(sum)).toArray();
  }

  /** Kullback-Leibler divergence, in nats. */
  private static double divergence(double[] wanted, double[] found) {
    double sum = 0;
    for (int i = 0; i < wanted.length; i++) {
      sum += Math.exp(wanted[i]) * (wanted[i] - found[i]);
    }
    return sum;
  }
}
