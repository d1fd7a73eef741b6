package io.lethe.tokenizer.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChatTemplateGoldenTest {
  static List<GoldenFiles.ChatCase> chatCases() {
    return GoldenFiles.chatCases();
  }

  @ParameterizedTest
  @MethodSource("chatCases")
  void chatIsRenderedAsJinjaDoes(GoldenFiles.ChatCase chat) {
    ChatTemplate template = GoldenFiles.template(chat.template());
    Map<String, @Nullable Object> outcome = chat.outcome();
    if (outcome.containsKey("output")) {
      assertThat(template.render(chat.request()).text()).isEqualTo(outcome.get("output"));
    } else if (outcome.containsKey("raises")) {
      assertThatThrownBy(() -> template.render(chat.request()))
          .isInstanceOfSatisfying(
              TemplateException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(TemplateException.Kind.RAISED);
                assertThat(e.reason()).isEqualTo(outcome.get("raises"));
              });
    } else {
      assertThatThrownBy(() -> template.render(chat.request()))
          .as("jinja2 says %s", outcome.get("fails"))
          .isInstanceOf(TemplateException.class);
    }
  }

  @TestFactory
  List<DynamicTest> languageIsThatOfJinja() {
    return snippets("language.json");
  }

  @TestFactory
  List<DynamicTest> randomTemplatesAreRenderedAsJinjaDoes() {
    return snippets("random.json");
  }

  private static List<DynamicTest> snippets(String file) {
    Map<String, @Nullable Object> golden = GoldenFiles.json(file);
    Map<String, @Nullable Object> variables = GoldenFiles.object(golden.get("variables"));
    List<DynamicTest> tests = new ArrayList<>();
    for (Object item : GoldenFiles.list(golden.get("cases"))) {
      Map<String, @Nullable Object> outcome = GoldenFiles.object(item);
      String source = GoldenFiles.text(outcome.get("template"));
      tests.add(DynamicTest.dynamicTest(source, () -> check(source, variables, outcome)));
    }
    return tests;
  }

  private static void check(
      String source,
      Map<String, @Nullable Object> variables,
      Map<String, @Nullable Object> outcome) {
    if (outcome.containsKey("output")) {
      Text text =
          ChatTemplate.parse("snippet", source).render(variables, Map.of(), GoldenFiles.CLOCK);
      assertThat(text.string()).isEqualTo(outcome.get("output"));
    } else {
      assertThatThrownBy(() ->
              ChatTemplate.parse("snippet", source).render(variables, Map.of(), GoldenFiles.CLOCK))
          .as("jinja2 says %s", outcome.getOrDefault("fails", outcome.get("raises")))
          .isInstanceOf(TemplateException.class);
    }
  }
}
