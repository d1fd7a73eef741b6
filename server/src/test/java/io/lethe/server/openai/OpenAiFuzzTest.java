package io.lethe.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.history.Block;
import io.lethe.history.Choice.Finish;
import io.lethe.server.http.Handler;
import io.lethe.server.http.RequestException;
import io.lethe.server.wire.Fields;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.RecordedExchange;
import io.lethe.server.wire.ScriptedAnswering;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Requests that were well-formed before something in them was changed. */
class OpenAiFuzzTest {
  private static final int REQUESTS = 6000;
  private static final String CHAT =
      """
      {"model":"m","messages":[{"role":"system","content":"a"},{"role":"user","content":[{"type":"text","text":"b","decached_since":3}],"decached_since":2},
       {"role":"assistant","content":"x","reasoning_content":"y","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},
       {"role":"tool","tool_call_id":"c","content":"r","decached_ranges":[{"start":0,"end":1,"since":4}]},{"role":"user","content":"z"}],
       "max_tokens":5,"temperature":1,"top_p":0.5,"n":2,"stop":["q"],"seed":1,"logprobs":true,"top_logprobs":2,"logit_bias":{"7":3},
       "presence_penalty":0,"frequency_penalty":0,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}},
       "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{}}}],"tool_choice":{"type":"function","function":{"name":"f"}},
       "stream":true,"stream_options":{"include_usage":true},"lethe":{"session":"s","policy":"reminders","deletion":"forget","share":0.5,"positions":"keep","budget":5}}
      """;
  private static final String RESPONSE =
      """
      {"input":[{"role":"user","content":"a","decached_since":1},{"type":"reasoning","summary":[{"type":"summary_text","text":"t"}]},
       {"type":"message","role":"assistant","content":[{"type":"output_text","text":"o"}]},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},
       {"type":"function_call_output","call_id":"c","output":"r"}],"instructions":"i","max_output_tokens":4,"text":{"format":{"type":"text"}},
       "tools":[{"type":"function","name":"f","parameters":{}}],"tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]},
       "include":["message.output_text.logprobs"],"top_logprobs":1,"metadata":{},"reasoning":{"effort":"low"},"store":false,"stream":true}
      """;
  private static final String COMPLETION =
      """
      {"prompt":["a",[1,2]],"max_tokens":3,"n":2,"best_of":1,"echo":true,"logprobs":2,"stop":"x","seed":3,"suffix":"",
       "stream":true,"stream_options":{"include_usage":false},"logit_bias":{"3":-100}}
      """;
  private static final List<String> STRANGE =
      List.of(
          "{\"" + "k".repeat(1000) + "\":1}",
          "null",
          "true",
          "false",
          "0",
          "-1",
          "1e400",
          "1.5",
          "9223372036854775808",
          "\"\"",
          "\"\\ud83d\"",
          "\"x\"",
          "[]",
          "{}",
          "[null]",
          "[[[[]]]]",
          "{\"\":{}}",
          "\"allowed_tools\"",
          "\"tool\"",
          "-0.0",
          "123456789012345678901234567890",
          "\"resp_00\"",
          "[1,\"a\",{}]");

  @TempDir Path folder;

  @Test
  void changedRequestsAreAnsweredOrRefusedByName() {
    SplittableRandom random = new SplittableRandom(20261121);
    ScriptedAnswering script =
        new ScriptedAnswering(
            Finish.STOP, new Block.Text("hello"), new Block.ToolUse("c", "f", "{}"));
    Handler chats = new ChatCompletions(script, TinyModel.MODEL);
    Handler responses =
        new Responses(script, request -> 1, TinyModel.MODEL, new ResponseStore(folder, 10))::create;
    CompletionReader completions = new CompletionReader(TinyModel.MODEL);
    Handler reading =
        exchange -> {
          completions.read(Fields.of(exchange.json()));
          exchange.answer(200, Json.object());
        };
    List<String> origins = List.of(CHAT, RESPONSE, COMPLETION);
    List<Handler> handlers = List.of(chats, responses, reading);
    int answered = 0;
    int refused = 0;
    for (int i = 0; i < REQUESTS; i++) {
      int kind = i % handlers.size();
      JsonNode body = Json.read(origins.get(kind)).orElseThrow();
      int changes = 1 + random.nextInt(4);
      for (int change = 0; change < changes; change++) {
        body = changed(body, random);
      }
      RecordedExchange exchange = new RecordedExchange(Json.text(body));
      try {
        handlers.get(kind).handle(exchange);
        assertThat(exchange.isStreamed() || exchange.isAnswered()).isTrue();
        answered++;
      } catch (RequestException e) {
        assertThat(e.status()).isBetween(400, 499);
        assertThat(e.getMessage())
            .startsWith(e.parameter().map(path -> path + ": ").orElse("found "))
            .hasSizeLessThan(400);
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("request " + i + ": " + body, e);
      }
    }
    assertThat(answered).isGreaterThan(REQUESTS / 20);
    assertThat(refused).isGreaterThan(REQUESTS / 4);
  }

  /** A copy in which one value, anywhere, is gone, doubled or another. */
  private static JsonNode changed(JsonNode node, SplittableRandom random) {
    if (node.isEmpty() || random.nextInt(6) == 0) {
      return strange(random);
    }
    JsonNode copy = node.deepCopy();
    if (copy instanceof ObjectNode object) {
      List<String> names = new ArrayList<>(object.propertyNames());
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(8)) {
        case 0 -> object.remove(name);
        case 1 -> object.set(names.get(random.nextInt(names.size())), object.get(name));
        default -> object.set(name, changed(object.get(name), random));
      }
    } else if (copy instanceof ArrayNode array) {
      int index = random.nextInt(array.size());
      switch (random.nextInt(8)) {
        case 0 -> array.remove(index);
        case 1 -> array.add(array.get(index));
        default -> array.set(index, changed(array.get(index), random));
      }
    }
    return copy;
  }

  private static JsonNode strange(SplittableRandom random) {
    return Json.read(STRANGE.get(random.nextInt(STRANGE.size()))).orElseThrow();
  }
}
