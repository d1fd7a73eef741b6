package io.lethe.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.history.BlockSplitter.Beginning;
import io.lethe.history.ToolFormat.LaterSystem;
import io.lethe.history.ToolFormat.Results;
import io.lethe.history.ToolFormat.Telling;
import io.lethe.tokenizer.Prompt;
import io.lethe.tokenizer.Quote;
import io.lethe.tokenizer.template.ChatMessage;
import io.lethe.tokenizer.template.ChatMessage.ToolCall;
import io.lethe.tokenizer.template.ChatRequest;
import io.lethe.tokenizer.template.ChatTemplate;
import io.lethe.tokenizer.template.FamilyTemplates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolFormatTest {
  static final Tool WEATHER =
      new Tool(
          "weather",
          "Says the weather in \"Zürich\" or elsewhere.",
          """
          {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}\
          """);
  private static final Path TEMPLATES =
      Path.of("..", "tokenizer", "src", "test", "resources", "io", "lethe", "tokenizer")
          .resolve(Path.of("template", "templates"));
  private static final ToolFormat QWEN = ToolFormat.of(family("qwen2"));
  private static final ToolFormat GEMMA = ToolFormat.of(family("gemma3"));

  private static ChatTemplate family(String name) {
    return FamilyTemplates.forArchitecture(name).orElseThrow();
  }

  private static ChatTemplate file(String name) {
    try {
      return ChatTemplate.parse(name, Files.readString(TEMPLATES.resolve(name + ".jinja")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen2.5-coder-0.5b", "qwen2.5-coder-1.5b"})
  void qwenTellsOfToolsAndCallsLikeHermes(String name) {
    assertThat(ToolFormat.of(file(name)))
        .isEqualTo(QWEN)
        .isEqualTo(ToolFormat.of(family("qwen3")))
        .isEqualTo(
            new ToolFormat(
                CallSyntax.HERMES,
                Telling.TEMPLATE,
                Results.TOOL_ROLE,
                LaterSystem.SYSTEM_ROLE,
                Beginning.OUTSIDE));
  }

  @Test
  void llamaAndMistralHaveTheirOwnWays() {
    assertThat(
            Stream.of(family("llama"), file("llama3.1"))
                .map(ToolFormat::of)
                .map(ToolFormat::syntax))
        .containsOnly(CallSyntax.LLAMA);
    // It wants ids of nine letters with results, which sessions do not keep.
    assertThat(Stream.of(family("mistral"), file("mistral-nemo")).map(ToolFormat::of))
        .containsOnly(
            new ToolFormat(
                CallSyntax.MISTRAL,
                Telling.TEMPLATE,
                Results.USER_TEXT,
                LaterSystem.USER_TEXT,
                Beginning.OUTSIDE));
  }

  @Test
  void whereTheTemplateKnowsNoToolsATextOfOursDoes() {
    assertThat(ToolFormat.of(file("smollm2")).telling()).isEqualTo(Telling.SYSTEM_TEXT);
    assertThat(ToolFormat.of(file("smollm2")).results()).isEqualTo(Results.TOOL_ROLE);
    assertThat(GEMMA.telling()).isEqualTo(Telling.SYSTEM_TEXT);
    assertThat(GEMMA.results()).isEqualTo(Results.USER_TEXT);
    assertThat(GEMMA.laterSystem()).isEqualTo(LaterSystem.USER_TEXT);
    assertThat(GEMMA.templateTools(List.of(WEATHER))).isEmpty();
    assertThat(GEMMA.describe(List.of())).isEmpty();
  }

  @Test
  void ourTextIsQwensToTheLetter() {
    String qwen =
        family("qwen2")
            .render(
                ChatRequest.of(List.of(ChatMessage.system("Be brief.")))
                    .withTools(QWEN.templateTools(List.of(WEATHER, WEATHER))))
            .text();
    String ours = GEMMA.describe(List.of(WEATHER, WEATHER)).orElseThrow();
    assertThat(qwen).contains("Be brief.\n\n" + ours + "<|im_end|>");
    assertThat(QWEN.describe(List.of(WEATHER))).isEmpty();
  }

  @Test
  void parametersThatAreNoObjectAreRefused() {
    assertThatThrownBy(() -> QWEN.templateTools(List.of(new Tool("f", "", "[1]"))))
        .isInstanceOf(HistoryException.Contradiction.class)
        .hasMessageContaining("\"f\"")
        .hasMessageContaining("[1]");
    assertThat(QWEN.templateTools(List.of(new Tool("f", "", "")))).hasSize(1);
  }

  @Test
  void aTemplateThatOpensAThoughtIsSeenThrough() {
    ChatTemplate thinking =
        ChatTemplate.parse(
            "thinking",
            "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}"
                + "{% if add_generation_prompt %}[assistant]<think>\n{% endif %}");
    assertThat(ToolFormat.of(thinking).beginning()).isEqualTo(Beginning.INSIDE_THOUGHT);
  }

  @Test
  void callsAreWrittenAsTheTemplateWritesThem() {
    for (String name : List.of("qwen2", "llama")) {
      String rendered =
          family(name)
              .render(
                  ChatRequest.of(
                          List.of(
                              ChatMessage.user("Hi"),
                              ChatMessage.assistant("")
                                  .withToolCalls(
                                      List.of(
                                          new ToolCall("", "weather", Map.of("city", "Bern"))))))
                      .withVariable("bos_token", ""))
              .text();
      String written =
          ToolFormat.of(family(name))
              .written(List.of(new Block.ToolUse("1", "weather", "{\"city\": \"Bern\"}")))
              .text();
      assertThat(rendered).contains(written);
    }
  }

  @Test
  void onlyTagsOfAWrittenAnswerAreTrusted() {
    Prompt written =
        QWEN.written(
            List.of(
                new Block.Thought("<tool_call>"),
                new Block.Text("</think>"),
                new Block.ToolUse("1", "f", "{\"a\": \"<|im_end|>\"}")));
    StringBuilder trusted = new StringBuilder();
    int at = 0;
    for (Quote quote : written.quotes()) {
      trusted.append(written.text(), at, quote.start()).append('_');
      at = quote.end();
    }
    trusted.append(written.text(), at, written.text().length());
    assertThat(trusted).hasToString("<think>\n_\n</think>\n\n_\n<tool_call>\n_\n</tool_call>");
  }

  @Test
  void argumentsThatAreNoObjectAreWrittenAsText() {
    assertThat(QWEN.written(List.of(new Block.ToolUse("1", "f", "oops"))).text())
        .contains("\"arguments\": \"oops\"");
    assertThat(QWEN.written(List.of(new Block.ToolUse("1", "f", ""))).text())
        .contains("\"arguments\": {}");
  }
}
