package io.lethe.history;

import static io.lethe.trace.PartRole.ASSISTANT;
import static io.lethe.trace.PartRole.SYSTEM;
import static io.lethe.trace.PartRole.TOOL;
import static io.lethe.trace.PartRole.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.engine.Engine;
import io.lethe.engine.EngineOptions;
import io.lethe.engine.GenerationRequest;
import io.lethe.history.Block.ToolResult.Outcome;
import io.lethe.history.ContextEdit.ClearThinking;
import io.lethe.history.ContextEdit.ClearToolUses;
import io.lethe.history.ContextEdit.Inputs;
import io.lethe.history.ContextEdit.Trigger;
import io.lethe.history.PromptTokens.Count;
import io.lethe.history.Visibility.ClearAt;
import io.lethe.history.Visibility.DecachedRange;
import io.lethe.session.Piece;
import io.lethe.tokenizer.template.ChatMessage;
import io.lethe.tokenizer.template.ChatMessage.ToolCall;
import io.lethe.tokenizer.template.ChatRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromptTokensTest {
  private Engine engine;
  private PromptTokens counting;

  @BeforeAll
  void open() {
    engine = open("qwen2");
    counting = counting(engine);
  }

  @AfterAll
  void close() {
    engine.close();
  }

  private static Engine open(String model) {
    Path tiny = Path.of("..", "model", "src", "test", "resources", "io", "lethe", "model", "tiny");
    return Engine.open(EngineOptions.of(tiny.resolve(model + ".gguf")).withThreads(1));
  }

  private static PromptTokens counting(Engine engine) {
    return new PromptTokens(
        engine.chatFormat(), engine.tokenizer(), ToolFormat.of(engine.chatFormat().template()));
  }

  private static Request request(Message... messages) {
    return Request.of(Owner.LOCAL, List.of(messages), GenerationRequest.greedy(1));
  }

  private static Request edited(Request request, ContextEdit... edits) {
    return new Request(
        request.owner(),
        request.messages(),
        request.tools(),
        request.toolChoice(),
        request.calls(),
        request.format(),
        request.generation(),
        1,
        List.of(edits),
        request.wishes());
  }

  private static Request withTools(Request request) {
    return new Request(
        request.owner(),
        request.messages(),
        List.of(ToolFormatTest.WEATHER),
        request.toolChoice(),
        request.calls(),
        request.format(),
        request.generation(),
        1,
        request.edits(),
        request.wishes());
  }

  private int tokens(String text) {
    return engine.tokenizer().encode(text).length;
  }

  private int rendered(List<Map<String, ?>> tools, ChatMessage... messages) {
    return engine
        .chatFormat()
        .ids(ChatRequest.of(List.of(messages)).withTools(tools).withGenerationPrompt())
        .length;
  }

  private static Message user(String text) {
    return Message.of(USER, new Block.Text(text));
  }

  private static Message result(String text) {
    return Message.of(
        TOOL, new Block.ToolResult("1", Optional.empty(), text, Outcome.DONE, Visibility.ALWAYS));
  }

  private static Message calling(Block... before) {
    return new Message(
        ASSISTANT,
        List.of(
            before.length == 0 ? new Block.Text("Let me see.") : before[0],
            new Block.ToolUse("1", "weather", "{\"city\": \"Bern\"}")),
        Visibility.ALWAYS);
  }

  @Test
  void whatASessionHasForgottenIsNotCountedAndNotTakenOffTwice() {
    String text = "A long log of many lines.";
    Gone gone = new Gone(Optional.of("s"), Map.of(new Gone.Place(0, 0), tokens(text)));
    Request whole = request(user(text), user("And now?"));
    assertThat(counting.count(whole, gone).tokens())
        .isEqualTo(counting.count(whole).tokens() - tokens(text));
    Visibility never = new Visibility(OptionalInt.of(0), List.of(), ClearAt.NEVER);
    Request decached = request(Message.of(USER, new Block.Text(text, never)), user("And now?"));
    assertThat(counting.count(decached, gone)).isEqualTo(counting.count(decached));
  }

  @Test
  void theCountIsThatOfTheTemplateWithToolsAndCalls() {
    Request request =
        withTools(
            request(
                Message.of(SYSTEM, new Block.Text("Be brief.")),
                user("Rain?"),
                calling(),
                result("Yes")));
    ToolFormat format = ToolFormat.of(engine.chatFormat().template());
    int wanted =
        rendered(
            format.templateTools(request.tools()),
            ChatMessage.system("Be brief."),
            ChatMessage.user("Rain?"),
            ChatMessage.assistant("Let me see.")
                .withToolCalls(List.of(new ToolCall("", "weather", Map.of("city", "Bern")))),
            ChatMessage.tool("1", "Yes"));
    assertThat(counting.count(request)).isEqualTo(new Count(wanted, wanted));
  }

  @Test
  void toolsThatOurTextTellsOfAreCounted() {
    try (Engine gemma = open("gemma3")) {
      Request request = request(Message.of(SYSTEM, new Block.Text("Be brief.")), user("Rain?"));
      Piece told =
          Pieces.telling(
                  ToolFormat.of(gemma.chatFormat().template()), List.of(ToolFormatTest.WEATHER))
              .orElseThrow();
      int wanted =
          gemma
              .chatFormat()
              .ids(
                  ChatRequest.of(
                          List.of(
                              ChatMessage.system(told.text() + "Be brief."),
                              ChatMessage.user("Rain?")))
                      .withGenerationPrompt())
              .length;
      assertThat(counting(gemma).count(withTools(request)).tokens()).isEqualTo(wanted);
      assertThat(counting(gemma).count(request).tokens()).isLessThan(wanted);
    }
  }

  @Test
  void whatIsDecachedIsNotCounted() {
    Message gone =
        new Message(
            USER,
            List.of(new Block.Text("A long question about the weather")),
            new Visibility(OptionalInt.of(1), List.of(), ClearAt.NEVER));
    Message answer = Message.of(ASSISTANT, new Block.Text("Yes."));
    int whole =
        counting
            .count(request(user("A long question about the weather"), answer, user("And?")))
            .tokens();
    int left = whole - tokens("A long question about the weather");
    assertThat(counting.count(request(gone, answer, user("And?"))))
        .isEqualTo(new Count(left, left));
    assertThat(counting.count(request(gone)).tokens())
        .isEqualTo(counting.count(request(user("A long question about the weather"))).tokens());
  }

  @Test
  void rangesAndPassingMessagesAreNotCountedOnceTheyAreGone() {
    Visibility range =
        new Visibility(OptionalInt.empty(), List.of(new DecachedRange(0, 6, 1)), ClearAt.NEVER);
    Visibility passing = new Visibility(OptionalInt.empty(), List.of(), ClearAt.NEXT_USER_MESSAGE);
    Message answer = Message.of(ASSISTANT, new Block.Text("Yes."));
    Request request =
        request(
            Message.of(USER, new Block.Text("secret question", range)),
            new Message(SYSTEM, List.of(new Block.Text("10 tokens left")), passing),
            answer,
            user("And?"));
    Request whole =
        request(
            user("secret question"),
            Message.of(SYSTEM, new Block.Text("10 tokens left")),
            answer,
            user("And?"));
    assertThat(counting.count(request).tokens())
        .isEqualTo(counting.count(whole).tokens() - tokens("secret") - tokens("10 tokens left"));
  }

  @Test
  void aResultOfAToolIsAMessageOfTheUserToo() {
    Message reminder = Message.of(SYSTEM, new Block.Text("10 tokens left"));
    Message passing =
        new Message(
            SYSTEM,
            reminder.blocks(),
            new Visibility(OptionalInt.empty(), List.of(), ClearAt.NEXT_USER_MESSAGE));
    Message[] whole = {user("Rain?"), reminder, calling(), result("Yes")};
    Message[] cleared = {user("Rain?"), passing, calling(), result("Yes")};
    assertThat(counting.count(request(cleared)).tokens())
        .isEqualTo(counting.count(request(whole)).tokens() - tokens("10 tokens left"));
  }

  @Test
  void theCallsOfToolsThatAreNamedGoWithTheirResults() {
    Request request =
        request(user("Rain?"), calling(), result("First"), calling(), result("Second"));
    Trigger trigger = new Trigger(Trigger.Unit.TOOL_USES, 1);
    ClearToolUses named =
        new ClearToolUses(trigger, 0, 0, Set.of(), Inputs.KEPT, Set.of("weather"));
    ClearToolUses others = new ClearToolUses(trigger, 0, 0, Set.of(), Inputs.KEPT, Set.of("clock"));
    ClearToolUses all = new ClearToolUses(trigger, 0, 0, Set.of(), Inputs.CLEARED);
    ClearToolUses none = new ClearToolUses(trigger, 0, 0, Set.of(), Inputs.KEPT);
    assertThat(counting.count(edited(request, named)))
        .isEqualTo(counting.count(edited(request, all)));
    assertThat(counting.count(edited(request, others)))
        .isEqualTo(counting.count(edited(request, none)))
        .isNotEqualTo(counting.count(edited(request, all)));
  }

  @Test
  void editsAreCountedAsIfTheyWereCarriedOut() {
    Request request =
        request(
            user("Rain?"),
            calling(new Block.Thought("Hm.")),
            result("First result"),
            calling(),
            result("Second result"));
    ClearToolUses uses =
        new ClearToolUses(new Trigger(Trigger.Unit.TOOL_USES, 2), 1, 0, Set.of(), Inputs.KEPT);
    Count count = counting.count(edited(request, uses));
    assertThat(count.tokens()).isEqualTo(count.original() - tokens("First result"));
    Count both = counting.count(edited(request, new ClearThinking(OptionalInt.of(0)), uses));
    assertThat(both.tokens()).isEqualTo(count.tokens() - tokens("Hm."));
    ClearToolUses inputs =
        new ClearToolUses(new Trigger(Trigger.Unit.TOOL_USES, 2), 1, 0, Set.of(), Inputs.CLEARED);
    assertThat(counting.count(edited(request, inputs)).tokens()).isLessThan(count.tokens());
    ClearToolUses excluded =
        new ClearToolUses(
            new Trigger(Trigger.Unit.TOOL_USES, 2), 1, 0, Set.of("weather"), Inputs.KEPT);
    assertThat(counting.count(edited(request, excluded)).tokens()).isEqualTo(count.original());
  }

  @Test
  void aBegunAnswerIsCountedWithoutItsEnd() {
    int asked = counting.count(request(user("Rain?"))).tokens();
    assertThat(
            counting
                .count(request(user("Rain?"), Message.of(ASSISTANT, new Block.Text("Perhaps"))))
                .tokens())
        .isEqualTo(asked + tokens("Perhaps"));
  }
}
