package io.lethe.server.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.lethe.history.Block;
import io.lethe.history.Choice.Finish;
import io.lethe.server.http.Failure;
import io.lethe.server.http.RequestException;
import io.lethe.server.http.Route;
import io.lethe.server.http.Route.ErrorShape;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.RecordedExchange;
import io.lethe.server.wire.RecordedStream.Event;
import io.lethe.server.wire.ScriptedAnswering;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HostileBodiesTest {
  private static final int BODIES = 6_000;
  private static final List<Route> ROUTES =
      AnthropicRoutes.of(
          new ScriptedAnswering(
              Finish.TOOL_CALLS,
              new Block.Thought("t"),
              new Block.Text("a"),
              new Block.ToolUse("i", "n", "{}")),
          request -> request.messages().size(),
          "small");

  /** What a body came to. */
  private enum Outcome {
    ANSWERED,
    STREAMED,
    REFUSED
  }

  @Test
  void everyBodyComesToAnAnswerOrAnErrorOfAnthropics() {
    JsonNode whole = Json.read(ClaudeCodeTest.body()).orElseThrow();
    JsonNode small =
        Json.read(
                Asked.json(
                    Asked.body(
                        "[{'role':'user','content':'a'},{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'n','input':{}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':[{'type':'text','text':'r'}]}]}]",
                        ",'tools':[{'name':'n','input_schema':{}}],'tool_choice':{'type':'tool','name':'n'},'lethe':{'deletion':'redact'},'context_management':{'edits':[{'type':'clear_tool_uses_20250919','keep':{'type':'tool_uses','value':1}}]}")))
            .orElseThrow();
    List<Outcome> outcomes = new ArrayList<>();
    for (int seed = 0; seed < BODIES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Mutations mutations = new Mutations(random);
      JsonNode body = mutations.changed(random.nextBoolean() ? small : whole);
      String text = Json.text(body);
      if (random.nextInt(5) == 0) {
        text = mutations.garbled(text);
      }
      outcomes.add(outcome(seed, ROUTES.get(random.nextInt(2)), text));
    }
    // Mutations that are all refused, or all passed over, would prove little.
    for (Outcome each : Outcome.values()) {
      assertThat(outcomes.stream().filter(each::equals).count())
          .as(each.toString())
          .isGreaterThan(BODIES / 20);
    }
  }

  private static Outcome outcome(int seed, Route route, String body) {
    RecordedExchange exchange = new RecordedExchange(body);
    try {
      route.handler().handle(exchange);
    } catch (RequestException e) {
      assertThat(exchange.isAnswered() || exchange.isStreamed()).as("seed %d", seed).isFalse();
      requireError(seed, e);
      return Outcome.REFUSED;
    } catch (RuntimeException | StackOverflowError e) {
      return fail("seed " + seed + ": " + body, e);
    }
    if (exchange.isStreamed()) {
      List<Event> events = exchange.streamed().events();
      assertThat(events.getFirst().name()).as("seed %d", seed).isEqualTo("message_start");
      assertThat(events.getLast().name()).as("seed %d", seed).isEqualTo("message_stop");
      return Outcome.STREAMED;
    }
    assertThat(exchange.status()).isEqualTo(200);
    assertThat(exchange.answered().has("stop_reason") || exchange.answered().has("input_tokens"))
        .as("seed %d", seed)
        .isTrue();
    return Outcome.ANSWERED;
  }

  private static void requireError(int seed, RequestException thrown) {
    JsonNode error = Failure.of(thrown).orElseThrow().body(ErrorShape.ANTHROPIC, "req-1");
    assertThat(thrown.status()).as("seed %d", seed).isEqualTo(400);
    assertThat(error.path("type").asString()).isEqualTo("error");
    assertThat(error.at("/error/type").asString()).isEqualTo("invalid_request_error");
    assertThat(error.at("/error/message").asString())
        .as("seed %d", seed)
        .contains("found")
        .hasSizeLessThan(1_000);
    assertThat(error.path("request_id").asString()).isEqualTo("req-1");
  }

  @Test
  void longBodiesTakeNoLongerThanTheirLength() {
    String turn =
        Asked.json(
            "{'role':'user','content':'a'},{'role':'system','clear_at':'next_user_message','content':'x'},{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'n','input':{}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':'r'}]},");
    String answers = Asked.json("{'role':'assistant','content':'a'},");
    String last = Asked.json("{'role':'user','content':'b'}");
    String body =
        Asked.json("{'model':'m','max_tokens':1,'messages':[")
            + IntStream.range(0, 40_000).mapToObj(i -> turn).collect(Collectors.joining())
            + IntStream.range(0, 160_000).mapToObj(i -> answers).collect(Collectors.joining())
            + last
            + "]}";
    RecordedExchange exchange = new RecordedExchange(body);
    ROUTES.get(1).handler().handle(exchange);
    assertThat(exchange.answered().path("input_tokens").asInt()).isEqualTo(160_002);
  }
}
