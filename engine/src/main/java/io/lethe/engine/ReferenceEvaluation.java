package io.lethe.engine;

import io.lethe.kv.Span;
import io.lethe.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Compares an engine with values that another program computed in float32: ids, log-probabilities,
 * greedy decoding, likelihoods, and the same after parts were forgotten. Files are read by whoever
 * calls; here they are what JSON becomes in Java.
 */
public final class ReferenceEvaluation {
  private final Engine engine;
  private final Tokenizer tokenizer;

  private ReferenceEvaluation(Engine engine) {
    this.engine = engine;
    this.tokenizer = engine.tokenizer();
  }

  /**
   * Runs every case.
   *
   * @param reference the whole document: Maps, Lists, Strings and Numbers
   * @throws EngineException.MalformedReference if it cannot be understood
   */
  public static ReferenceReport evaluate(Engine engine, Map<String, ?> reference) {
    ReferenceEvaluation evaluation = new ReferenceEvaluation(engine);
    ReferenceFields document = new ReferenceFields("reference", reference);
    List<Object> computed = new ArrayList<>();
    List<ReferenceReport.Case> verdicts = new ArrayList<>();
    for (Object each : document.list("cases")) {
      ReferenceFields fields = ReferenceFields.of("case", each);
      fields = new ReferenceFields(fields.text("name"), fields.fields());
      CaseComparison comparison = new CaseComparison(fields);
      String kind = fields.text("kind");
      switch (kind) {
        case "logits", "greedy", "nll" -> evaluation.text(fields, comparison);
        case "forget" -> evaluation.forget(fields, comparison);
        default -> {
          String why = "nobody here knows the kind " + kind;
          verdicts.add(
              new ReferenceReport.Case(
                  fields.text("name"),
                  kind,
                  ReferenceReport.Ids.NOT_COMPARED,
                  OptionalDouble.empty(),
                  Optional.empty(),
                  List.of(),
                  Optional.of(why)));
          computed.add(Map.of("name", fields.text("name"), "kind", kind, "skipped", why));
          continue;
        }
      }
      verdicts.add(comparison.verdict());
      computed.add(comparison.computed());
    }
    Map<String, Object> result = new LinkedHashMap<>(reference);
    result.put("cases", computed);
    return new ReferenceReport(result, verdicts);
  }

  private void text(ReferenceFields fields, CaseComparison comparison) {
    int[] ids =
        comparison.ids("ids", tokenizer.withBos(tokenizer.encodeTemplate(fields.text("text"))));
    try (TokenSession session = engine.newSession()) {
      if (fields.has("mean_nll")) {
        comparison.meanNll(Likelihood.read(session, ids).mean());
      } else {
        session.append(ids);
      }
      if (fields.has("top20")) {
        comparison.top(session.logits());
      }
      if (fields.has("greedy")) {
        comparison.greedy(GreedyRun.of(session, fields.list("greedy").size()));
      }
    }
  }

  /** What becomes of dropped parts. */
  private enum Treatment {
    /** They stay. */
    KEPT,
    /** Their columns are deleted in place. */
    FORGOTTEN,
    /** They were never read; the rest keeps its positions. */
    REDACTED
  }

  private void forget(ReferenceFields fields, CaseComparison comparison) {
    List<int[]> parts = new ArrayList<>();
    for (String part : fields.texts("parts")) {
      int[] ids = tokenizer.encodeTemplate(part);
      parts.add(parts.isEmpty() ? tokenizer.withBos(ids) : ids);
    }
    comparison.idLists("part_ids", parts);
    int[] then = comparison.ids("then_ids", tokenizer.encodeTemplate(fields.text("then")));
    int[] drop = fields.ints("drop");
    variant("kept", Treatment.KEPT, parts, drop, then, fields, comparison);
    variant("forgotten", Treatment.FORGOTTEN, parts, drop, then, fields, comparison);
    variant("redacted", Treatment.REDACTED, parts, drop, then, fields, comparison);
  }

  private void variant(
      String key,
      Treatment treatment,
      List<int[]> parts,
      int[] drop,
      int[] then,
      ReferenceFields fields,
      CaseComparison comparison) {
    if (!fields.has(key)) {
      return;
    }
    try (TokenSession session = engine.newSession()) {
      read(session, parts, drop, treatment);
      int columns = session.liveColumns();
      session.append(then);
      float[] logits = session.logits();
      int steps = fields.object(key).list("greedy").size();
      comparison.variant(key, columns, logits, GreedyRun.of(session, steps));
    }
  }

  private static void read(
      TokenSession session, List<int[]> parts, int[] drop, Treatment treatment) {
    List<Span> dropped = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      int part = i;
      boolean goes = Arrays.stream(drop).anyMatch(index -> index == part);
      long start = session.nextPosition();
      if (goes && treatment == Treatment.REDACTED) {
        session.skip(parts.get(i).length);
      } else {
        session.append(parts.get(i));
      }
      if (goes) {
        dropped.add(new Span(start, session.nextPosition()));
      }
    }
    if (treatment == Treatment.FORGOTTEN) {
      session.forget(dropped);
    }
  }
}
