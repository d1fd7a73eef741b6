package io.lethe.engine;

import io.lethe.engine.ReferenceReport.Greedy;
import io.lethe.engine.ReferenceReport.Ids;
import io.lethe.engine.TokenLogprobs.TokenLogprob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Gathers the computed values of one case and what is wrong with them. One thread. */
final class CaseComparison {
  /** Float32 activations agree with float64 ones to this; see the reference's README. */
  static final double LOGPROB_TOLERANCE = 0.01;

  static final double NLL_TOLERANCE = 0.001;

  /** Below it two tokens are as good as equal, and rounding decides. */
  static final double BINDING_MARGIN = 0.05;

  private final ReferenceFields reference;
  private final Map<String, Object> computed;
  private final List<String> disagreements = new ArrayList<>();
  private double logprobDifference = -1;
  private double otherDifference = -1;
  private Ids ids = Ids.EQUAL;
  private @Nullable Greedy greedy;

  CaseComparison(ReferenceFields reference) {
    this.reference = reference;
    this.computed = copy(reference);
  }

  private static Map<String, Object> copy(ReferenceFields fields) {
    Map<String, Object> copy = new LinkedHashMap<>();
    fields.fields().forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }

  /** Compares the ids of a text and returns those that were computed. */
  int[] ids(String key, int[] found) {
    compareIds(reference.where() + "." + key, found, reference.ints(key));
    computed.put(key, box(found));
    return found;
  }

  /** Compares the ids of several texts and returns those that were computed. */
  List<int[]> idLists(String key, List<int[]> found) {
    List<int[]> wanted = reference.intLists(key);
    for (int i = 0; i < wanted.size(); i++) {
      compareIds(reference.where() + "." + key + "[" + i + "]", found.get(i), wanted.get(i));
    }
    computed.put(key, found.stream().map(CaseComparison::box).toList());
    return found;
  }

  private void compareIds(String where, int[] found, int[] wanted) {
    int at = Arrays.mismatch(found, wanted);
    if (at >= 0) {
      ids = Ids.DIFFERENT;
      disagreements.add(
          "%s: found %d ids, wanted %d; the first that differs is number %d"
              .formatted(where, found.length, wanted.length, at));
    }
  }

  void meanNll(double found) {
    double difference = Math.abs(found - reference.number("mean_nll"));
    otherDifference = Math.max(otherDifference, difference);
    computed.put("mean_nll", rounded(found));
    if (!(difference <= NLL_TOLERANCE)) {
      disagreements.add(
          "%s.mean_nll: found %.6f, wanted %.6f"
              .formatted(reference.where(), found, reference.number("mean_nll")));
    }
  }

  /** Compares the likeliest tokens after the last one of the case. */
  void top(float[] logits) {
    top(reference, computed, logits);
  }

  private void top(ReferenceFields wanted, Map<String, Object> into, float[] logits) {
    Logprobs found = Logprobs.of(logits);
    List<?> rows = wanted.list("top20");
    double largest = 0;
    for (Object row : rows) {
      if (!(row instanceof List<?> pair
          && pair.size() == 2
          && pair.get(0) instanceof Number id
          && pair.get(1) instanceof Number logprob
          && id.intValue() >= 0
          && id.intValue() < logits.length)) {
        throw new EngineException.MalformedReference(
            wanted.where() + ".top20", row, "[token id, log-probability]");
      }
      double difference = Math.abs(found.of(id.intValue()) - logprob.doubleValue());
      largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
    }
    logprobDifference = Math.max(logprobDifference, largest);
    if (largest > LOGPROB_TOLERANCE) {
      disagreements.add(
          "%s.top20: found a difference of %.5f, wanted at most %s"
              .formatted(wanted.where(), largest, LOGPROB_TOLERANCE));
    }
    into.put("top20", found.top(rows.size()).stream().map(CaseComparison::pair).toList());
  }

  /** Compares greedy decoding of the case itself. */
  void greedy(GreedyRun run) {
    greedy(reference, computed, run);
    replace(computed, "continuation", run.text());
  }

  private void greedy(ReferenceFields wanted, Map<String, Object> into, GreedyRun run) {
    int[] ids = wanted.ints("greedy");
    double[] margins = wanted.numbers("margin");
    int mismatch = Arrays.mismatch(run.ids(), ids);
    int equal = mismatch < 0 ? ids.length : mismatch;
    int required = 0;
    while (required < ids.length && margins[required] >= BINDING_MARGIN) {
      required++;
    }
    Greedy here = new Greedy(equal, required, ids.length);
    greedy = greedy == null ? here : greedy.plus(here);
    for (int i = 0; i < equal; i++) {
      otherDifference = Math.max(otherDifference, Math.abs(run.margins()[i] - margins[i]));
    }
    if (!here.agrees()) {
      disagreements.add(
          "%s.greedy: found step %d to be %d, wanted %d (margin %.4f)"
              .formatted(wanted.where(), equal, run.ids()[equal], ids[equal], margins[equal]));
    }
    into.put("greedy", box(run.ids()));
    into.put("margin", Arrays.stream(run.margins()).mapToObj(CaseComparison::rounded).toList());
  }

  /** Compares one of the three ways to treat dropped parts. */
  void variant(String key, int columns, float[] logits, GreedyRun run) {
    ReferenceFields wanted = reference.object(key);
    Map<String, Object> into = copy(wanted);
    computed.put(key, into);
    top(wanted, into, logits);
    greedy(wanted, into, run);
    replace(into, "text", run.text());
    if (wanted.has("columns_before_then")) {
      into.put("columns_before_then", columns);
      if (columns != (int) wanted.number("columns_before_then")) {
        disagreements.add(
            "%s.columns_before_then: found %d, wanted %.0f"
                .formatted(wanted.where(), columns, wanted.number("columns_before_then")));
      }
    }
  }

  private static void replace(Map<String, Object> map, String key, String text) {
    map.computeIfPresent(key, (same, before) -> text);
  }

  Map<String, Object> computed() {
    Map<String, Object> all = new LinkedHashMap<>(computed);
    difference().ifPresent(value -> all.put("max_difference", rounded(value)));
    return all;
  }

  ReferenceReport.Case verdict() {
    return new ReferenceReport.Case(
        reference.text("name"),
        reference.text("kind"),
        ids,
        difference(),
        Optional.ofNullable(greedy),
        disagreements,
        Optional.empty());
  }

  private OptionalDouble difference() {
    double difference = logprobDifference >= 0 ? logprobDifference : otherDifference;
    return difference >= 0 ? OptionalDouble.of(difference) : OptionalDouble.empty();
  }

  private static List<Object> pair(TokenLogprob token) {
    return List.of(token.id(), rounded(token.logprob()));
  }

  private static List<Integer> box(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }

  /** To six decimals, as many as float32 is good for. */
  private static double rounded(double value) {
    return Math.rint(value * 1e6) / 1e6;
  }
}
