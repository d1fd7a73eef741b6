package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Real models against PyTorch. */
class ReferenceEvaluationTest {
  @Test
  void smollm2AgreesWithTheReference() throws IOException {
    agrees(RealModels.SMOLLM2, "smollm2.json");
  }

  @Test
  void qwen05AgreesWithTheReference() throws IOException {
    agrees(RealModels.QWEN05, "qwen05.json");
  }

  @Test
  void gemmaAgreesWithTheReference() throws IOException {
    agrees(RealModels.GEMMA, "gemma.json");
  }

  private static void agrees(RealModels model, String file) throws IOException {
    try (Engine engine = Engine.open(EngineOptions.of(model.path()))) {
      Map<String, Object> reference = read(file);
      ReferenceReport report = ReferenceEvaluation.evaluate(engine, reference);

      assertThat(report.cases()).hasSize(8);
      assertThat(report.cases())
          .allSatisfy(each -> {
            assertThat(each.disagreements()).isEmpty();
            assertThat(each.skipped()).isEmpty();
            assertThat(each.maxDifference()).isPresent();
          });
      // What was computed has the structure of what was given.
      assertThat(shape(withoutDifferences(report.document()))).isEqualTo(shape(reference));
    }
  }

  private static Map<String, Object> read(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ReferenceEvaluationTest.class.getResourceAsStream("reference/" + file))) {
      return JsonMapper.shared().readValue(in, new TypeReference<Map<String, Object>>() {});
    }
  }

  private static Object withoutDifferences(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<Object, Object> rest = new java.util.LinkedHashMap<>();
        map.forEach((key, each) -> {
          if (!"max_difference".equals(key)) {
            rest.put(key, withoutDifferences(each));
          }
        });
        yield rest;
      }
      case List<?> list -> {
        List<Object> rest = new ArrayList<>();
        list.forEach(each -> rest.add(withoutDifferences(each)));
        yield rest;
      }
      default -> value;
    };
  }

  /** Keys in order, lengths of lists, kinds of values. */
  private static String shape(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        StringBuilder shape = new StringBuilder("{");
        map.forEach((key, each) -> shape.append(key).append(':').append(shape(each)).append(' '));
        yield shape.append('}').toString();
      }
      case List<?> list ->
          list.isEmpty() ? "[]" : "[" + list.size() + " " + shape(list.getFirst()) + "]";
      case Number _ -> "number";
      default -> value.getClass().getSimpleName();
    };
  }
}
