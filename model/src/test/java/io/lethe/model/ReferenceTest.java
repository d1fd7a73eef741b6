package io.lethe.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.KvSequence;
import io.lethe.kv.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every family computes what PyTorch does with the same weights in float32. */
@ParameterizedClass
@FieldSource("io.lethe.model.Tiny#NAMES")
class ReferenceTest {
  /** Of a logit or a log-probability; the stored values are rounded to 5 decimals. */
  private static final double TOLERANCE = 1e-4;

  /** Steps of a greedy run below this margin may go either way, and everything after them. */
  private static final double SURE_MARGIN = 1e-3;

  private final String name;
  private final Rig rig;

  ReferenceTest(String name) {
    this.name = name;
    this.rig = Rig.of(Tiny.file(name));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"logits", "nll"})
  void logitsAtEveryStoredPositionAgree(String kind) {
    for (JsonNode expected : Tiny.cases(name, kind)) {
      try (KvSequence sequence = rig.sequence()) {
        float[][] found = rig.read(sequence, Tiny.ids(expected.get("ids")), Integer.MAX_VALUE);
        for (JsonNode at : expected.path("logits").values()) {
          int position = at.get("position").asInt();
          assertThat(Logits.distance(found[position], Tiny.floats(at.get("values"))))
              .as("%s, %s, position %d", name, expected.get("name"), position)
              .isLessThan(TOLERANCE);
        }
        if (expected.has("top20")) {
          checkTop20(expected, found[found.length - 1], expected.get("name").asString());
        }
      }
    }
  }

  @Test
  void meanNegativeLogLikelihoodAgrees() {
    for (JsonNode expected : Tiny.cases(name, "nll")) {
      int[] ids = Tiny.ids(expected.get("ids"));
      try (KvSequence sequence = rig.sequence()) {
        float[][] found = rig.read(sequence, ids, Integer.MAX_VALUE);
        double sum = 0;
        for (int i = 1; i < ids.length; i++) {
          sum -= Logits.logProbabilities(found[i - 1])[ids[i]];
        }
        assertThat(Math.abs(sum / (ids.length - 1) - expected.get("mean_nll").asDouble()))
            .as("%s, %s", name, expected.get("name"))
            .isLessThan(TOLERANCE);
      }
    }
  }

  @Test
  void greedyRunsAgreeWhereTheMarginIsSure() {
    for (JsonNode expected : Tiny.cases(name, "greedy")) {
      try (KvSequence sequence = rig.sequence()) {
        float[] logits = rig.next(sequence, Tiny.ids(expected.get("ids")));
        checkGreedy(expected, sequence, logits, expected.get("name").asString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kept", "forgotten", "redacted"})
  void deletionsInTheMiddleAgree(String arm) {
    for (JsonNode expected : Tiny.cases(name, "forget")) {
      try (KvSequence sequence = rig.sequence()) {
        prefill(expected, arm, sequence);
        JsonNode wanted = expected.get(arm);
        String what = expected.get("name").asString() + ", " + arm;
        assertThat(sequence.liveColumns())
            .as(what)
            .isEqualTo(wanted.get("columns_before_then").asInt());
        float[] logits = rig.next(sequence, Tiny.ids(expected.get("then_ids")));
        checkTop20(wanted, logits, what);
        checkGreedy(wanted, sequence, logits, what);
      }
    }
  }

  private void prefill(JsonNode expected, String arm, KvSequence sequence) {
    List<Integer> drop = expected.get("drop").valueStream().map(JsonNode::asInt).toList();
    List<Span> dropped = new ArrayList<>();
    for (int part = 0; part < expected.get("part_ids").size(); part++) {
      int[] ids = Tiny.ids(expected.get("part_ids").get(part));
      long start = sequence.nextPosition();
      if (arm.equals("redacted") && drop.contains(part)) {
        sequence.skip(ids.length);
      } else {
        rig.next(sequence, ids);
      }
      if (drop.contains(part)) {
        dropped.add(new Span(start, start + ids.length));
      }
    }
    if (arm.equals("forgotten")) {
      assertThat(sequence.forget(dropped)).isPositive();
    }
  }

  private void checkTop20(JsonNode expected, float[] logits, String what) {
    double[] found = Logits.logProbabilities(logits);
    for (JsonNode pair : expected.get("top20").values()) {
      int id = pair.get(0).asInt();
      assertThat(Math.abs(found[id] - pair.get(1).asDouble()))
          .as("%s, %s, log-probability of %d", name, what, id)
          .isLessThan(TOLERANCE);
    }
  }

  private void checkGreedy(JsonNode expected, KvSequence sequence, float[] logits, String what) {
    int[] greedy = Tiny.ids(expected.get("greedy"));
    float[] margin = Tiny.floats(expected.get("margin"));
    float[] now = logits;
    for (int i = 0; i < greedy.length && margin[i] > SURE_MARGIN; i++) {
      assertThat(Logits.argmax(now)).as("%s, %s, step %d", name, what, i).isEqualTo(greedy[i]);
      now = rig.next(sequence, greedy[i]);
    }
  }
}
