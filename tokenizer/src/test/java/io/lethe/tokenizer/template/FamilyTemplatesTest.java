package io.lethe.tokenizer.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FamilyTemplatesTest {
  @ParameterizedTest
  @CsvSource({
    "gemma3, family/gemma3.jinja",
    "llama, family/llama3.jinja",
    "mistral, family/mistral.jinja",
    "qwen2, family/qwen2.jinja",
    "qwen3, family/qwen3.jinja"
  })
  void architectureNamesItsFamily(String architecture, String template) {
    assertThat(FamilyTemplates.forArchitecture(architecture).orElseThrow().name())
        .isEqualTo(template);
  }

  @ParameterizedTest
  @CsvSource({
    "llama, <|start_header_id|>, family/llama3.jinja",
    "llama, <|im_start|>, family/chatml.jinja",
    "llama, [INST], family/mistral.jinja",
    "qwen3, <|im_start|>, family/qwen3.jinja",
    "phi9, <|im_start|>, family/chatml.jinja"
  })
  void vocabularyDecidesWhatTheArchitectureLeavesOpen(
      String architecture, String token, String template) {
    assertThat(FamilyTemplates.forModel(architecture, Set.of(token)::contains).orElseThrow().name())
        .isEqualTo(template);
  }

  @Test
  void unknownFamilyHasNone() {
    assertThat(FamilyTemplates.forArchitecture("phi9")).isEmpty();
    assertThat(FamilyTemplates.forModel("llama", _ -> false)).isEmpty();
  }
}
