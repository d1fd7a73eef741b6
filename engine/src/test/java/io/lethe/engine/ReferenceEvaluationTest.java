package io.lethe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Models against PyTorch. */
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

  @ParameterizedTest
  @ValueSource(
      strings = {"llama3", "llama-linear", "mistral", "qwen2", "qwen3", "qwen3-untied", "gemma3"})
  void tinyModelsAgreeWithTheReference(String name) throws IOException {
    try (Engine engine = TinyModels.open(name);
        InputStream in = Files.newInputStream(TinyModels.reference(name))) {
      assertThat(ReferenceEvaluation.evaluate(engine, read(in)).cases())
          .isNotEmpty()
          .allSatisfy(each -> {
            assertThat(each.disagreements()).isEmpty();
            assertThat(each.skipped()).isEmpty();
          });
    }
  }

  @Test
  void anotherModelDisagreesAndIsToldWhere() throws IOException {
    try (Engine engine = TinyModels.open("qwen3");
        InputStream in = Files.newInputStream(TinyModels.reference("qwen3-untied"))) {
      ReferenceReport report = ReferenceEvaluation.evaluate(engine, read(in));
      assertThat(report.agrees()).isFalse();
      assertThat(report.cases().getFirst().disagreements())
          .first()
          .asString()
          .matches("plain\\.top20: found a difference of .*, wanted at most 0.01");
    }
  }

  @Test
  void aKindThatNobodyKnowsIsSkippedAloud() {
    try (Engine engine = TinyModels.open("llama3")) {
      ReferenceReport report =
          ReferenceEvaluation.evaluate(
              engine, Map.of("cases", List.of(Map.of("name", "new", "kind", "dream"))));
      assertThat(report.agrees()).isTrue();
      assertThat(report.cases().getFirst().skipped()).contains("nobody here knows the kind dream");
    }
  }

  @Test
  void aFileThatIsNoReferenceIsRefused() {
    try (Engine engine = TinyModels.open("llama3")) {
      assertThatExceptionOfType(EngineException.MalformedReference.class)
          .isThrownBy(() -> ReferenceEvaluation.evaluate(engine, Map.of("cases", "none")))
          .withMessage("reference.cases: found String, wanted a list");
    }
  }

  private static void agrees(RealModels model, String file) throws IOException {
    try (Engine engine = Engine.open(EngineOptions.of(model.path()));
        InputStream in =
            Objects.requireNonNull(
                ReferenceEvaluationTest.class.getResourceAsStream("reference/" + file))) {
      Map<String, Object> reference = read(in);
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

  private static Map<String, Object> read(InputStream in) {
    return JsonMapper.shared().readValue(in, new TypeReference<Map<String, Object>>() {});
  }

  private static Object withoutDifferences(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<Object, Object> rest = new LinkedHashMap<>();
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
