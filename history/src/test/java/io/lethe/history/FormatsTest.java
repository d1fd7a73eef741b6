package io.lethe.history;

import static io.lethe.history.Hall.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.engine.GenerationRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What answers are held to. */
class FormatsTest {
  private static final Tool WEATHER =
      new Tool(
          "weather",
          "Tells the weather of a city.",
          """
          {"type": "object", "properties": {"city": {"type": "string", "maxLength": 20}},
           "required": ["city"], "additionalProperties": false}\
          """);

  @TempDir Path home;

  private static Request request(AnswerFormat format, ToolChoice choice, int tokens) {
    Request plain =
        Request.of(
            Hall.OWNER,
            List.of(user("What is the weather in Rome?")),
            GenerationRequest.greedy(tokens));
    return new Request(
        plain.owner(),
        plain.messages(),
        List.of(WEATHER),
        choice,
        Request.ParallelCalls.ONE,
        format,
        plain.generation(),
        1,
        List.of(),
        Wishes.NONE);
  }

  @Test
  void aToolThatMustBeCalledIsCalledAndItsResultContinuesTheSession() {
    try (Hall hall = Hall.open(home)) {
      Request request = request(new AnswerFormat.Text(), new ToolChoice.Named("weather"), 60);
      Reply reply = hall.answer(request);
      Block.ToolUse call = (Block.ToolUse) reply.choices().getFirst().blocks().getFirst();
      assertThat(reply.choices().getFirst().finish()).isEqualTo(Choice.Finish.TOOL_CALLS);
      JsonNode arguments = JsonMapper.shared().readTree(call.arguments());
      assertThat(arguments.get("city").isString()).isTrue();
      Message result =
          Message.of(
              io.lethe.trace.PartRole.TOOL,
              new Block.ToolResult(
                  call.id(),
                  java.util.Optional.empty(),
                  "Sunny.",
                  Block.ToolResult.Outcome.DONE,
                  Visibility.ALWAYS));
      // Clients write the arguments in their own way.
      Message said =
          Message.of(
              io.lethe.trace.PartRole.ASSISTANT,
              new Block.ToolUse("other", "weather", " " + arguments.toPrettyString()));
      Request next =
          new Request(
              request.owner(),
              Hall.with(request.messages(), said, result),
              request.tools(),
              new ToolChoice.None(),
              request.calls(),
              request.format(),
              GenerationRequest.greedy(8),
              1,
              List.of(),
              Wishes.NONE);
      Reply second = hall.answer(next);
      assertThat(second.session()).isEqualTo(reply.session());
      assertThat(Hall.read(second)).isLessThan(40);
    }
  }

  @Test
  void anAnswerOfASchemaIsOneAlsoWhereItIsCut() {
    String schema =
        """
        {"type": "object", "properties": {"city": {"type": "string"}, "degrees": {"type": "integer"}},
         "required": ["city", "degrees"]}\
        """;
    try (Hall hall = Hall.open(home)) {
      Reply reply =
          hall.answer(request(new AnswerFormat.JsonSchema(schema), new ToolChoice.None(), 30));
      Block.Text text = (Block.Text) reply.choices().getFirst().blocks().getFirst();
      assertThat(JsonMapper.shared().readTree(text.text()).get("degrees").isInt()).isTrue();
      assertThatThrownBy(() ->
              hall.answer(request(new AnswerFormat.JsonSchema(schema), new ToolChoice.None(), 2)))
          .isInstanceOf(HistoryException.Contradiction.class)
          .hasMessageContaining("2 tokens");
    }
  }
}
