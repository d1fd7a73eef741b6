package io.lethe.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kv.Span;
import io.lethe.lab.Conversation.Part;
import io.lethe.lab.Conversation.Turn;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceboTest {
  @TempDir private Path work = Path.of("");
  private @Nullable Rig opened;

  @BeforeEach
  void open() {
    opened = TinyRig.open(4096, Recorded.shipped(), work);
  }

  @AfterEach
  void close() {
    rig().engine().close();
  }

  private Rig rig() {
    return Objects.requireNonNull(opened);
  }

  private static Conversation conversation(String kept, String... keywords) {
    return new Conversation(
        "c",
        "",
        "Be brief.",
        List.of(
            new Turn(
                "user",
                List.of(
                    Part.deletable("s1", "log", "The log says that all is well today.\n"),
                    Part.kept(kept)))),
        Set.of("s1"),
        Map.of(),
        List.of(
            new Probe(
                "p",
                Probe.Type.KEPT,
                "Where?",
                List.of(keywords),
                List.of("nowhere"),
                Optional.empty())));
  }

  private String text(Conversation conversation, int wanted) {
    Script script = Script.of(rig().engine(), conversation);
    Placebo placebo = Placebo.of(script, conversation, wanted);
    assertThat(placebo.wanted()).isEqualTo(wanted);
    Span span = placebo.span().orElseThrow();
    assertThat(span.length()).isLessThanOrEqualTo(wanted);
    return rig()
        .engine()
        .tokenizer()
        .decode(Arrays.copyOfRange(script.tokens(), (int) span.start(), (int) span.end()));
  }

  @Test
  void noSentenceWithAKeywordGoesAndNothingOfWhatIsDeleted() {
    Conversation conversation =
        conversation("We met in Oslo. It rained all day long. Then we went HOME again.", "oslo");
    assertThat(text(conversation, 1000))
        .isEqualTo("It rained all day long. Then we went HOME again.");
    assertThat(text(conversation("We met in Oslo. It rained. Then nowhere.", "oslo"), 1000))
        .startsWith("It rained.")
        .doesNotContain("nowhere");
  }

  @Test
  void itIsCutToTheLengthThatIsWantedAndIsTheFirstThatIsLongEnough() {
    Conversation conversation =
        conversation("It rains. We met in Oslo. Snow fell on the hills for days and days.", "oslo");
    String whole = text(conversation, 1000);
    assertThat(whole).startsWith("Snow fell");
    assertThat(text(conversation, 2)).isNotEmpty().matches("It.*");
    assertThat(text(conversation, 2).length()).isLessThan("It rains. ".length());
  }

  @Test
  void whereEverySentenceHoldsAKeywordThereIsNone() {
    Conversation conversation = conversation("We met in Oslo. Oslo it was.", "oslo");
    Script script = Script.of(rig().engine(), conversation);
    assertThat(Placebo.of(script, conversation, 5).span()).isEmpty();
    try (Subject subject = Subject.read(rig(), conversation);
        Prepared never = subject.under(Arm.NEVER);
        Prepared placebo = subject.under(Arm.PLACEBO)) {
      assertThat(placebo.cost().columns()).isEqualTo(never.cost().columns());
    }
  }

  @Test
  void asManyColumnsGoAsAreForgottenWhereThereAreAsMany() {
    Conversation conversation =
        conversation("It rained for days. ".repeat(20) + "We met in Oslo.", "oslo");
    try (Subject subject = Subject.read(rig(), conversation);
        Prepared forgotten = subject.under(Arm.FORGET);
        Prepared placebo = subject.under(Arm.PLACEBO)) {
      assertThat(placebo.cost().columns()).isEqualTo(forgotten.cost().columns());
      assertThat(NeutralText.perplexity(placebo))
          .isEqualTo(NeutralText.perplexity(placebo))
          .isNotEqualTo(NeutralText.perplexity(forgotten))
          .isGreaterThan(1);
    }
  }
}
