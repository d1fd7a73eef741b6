package io.lethe.server.anthropic;

import io.lethe.engine.GenerationRequest;
import io.lethe.engine.SamplingOptions;
import io.lethe.history.AnswerFormat;
import io.lethe.history.Owner;
import io.lethe.history.Request;
import io.lethe.history.Request.ParallelCalls;
import io.lethe.history.Tool;
import io.lethe.server.anthropic.MessagesRequest.Delivery;
import io.lethe.server.anthropic.MessagesRequest.Diagnosis;
import io.lethe.server.anthropic.MessagesRequest.Edits;
import io.lethe.server.anthropic.MessagesRequest.Extent;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.LetheFields;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;

/**
 * Reads bodies. What is wrong becomes a {@link io.lethe.server.http.RequestException} that names
 * the field; fields that nobody knows are passed over. Safe for many threads.
 *
 * @param seeds where a request names none
 */
record BodyReader(LongSupplier seeds) {
  private static final int MOST_STOP_STRINGS = 64;
  private static final List<String> THINKING = List.of("enabled", "disabled", "adaptive");

  /** A request for an answer. */
  MessagesRequest message(JsonNode json, Owner owner) {
    Fields body = Fields.of(json);
    return read(body, owner, body.required("max_tokens").integer(0, Integer.MAX_VALUE));
  }

  /** A request for the count of what a model would see; it needs no {@code max_tokens}. */
  MessagesRequest count(JsonNode json, Owner owner) {
    return read(Fields.of(json), owner, 1);
  }

  private MessagesRequest read(Fields body, Owner owner, int maxTokens) {
    body.requiredText("model");
    body.object("thinking").ifPresent(thinking -> thinking.oneOf("type", THINKING));
    body.elements("mcp_servers").stream()
        .findFirst()
        .ifPresent(server -> {
          throw server.wrong("no servers: the client calls tools here");
        });
    List<Tool> tools = ToolReader.tools(body);
    EditReader edits = EditReader.read(body);
    Request request =
        new Request(
            owner,
            HistoryReader.read(body),
            tools,
            ToolReader.choice(body, tools),
            body.object("tool_choice")
                .filter(choice -> choice.isTrue("disable_parallel_tool_use"))
                .map(choice -> ParallelCalls.ONE)
                .orElse(ParallelCalls.ALLOWED),
            format(body),
            GenerationRequest.of(Math.max(1, maxTokens), sampling(body))
                .withStopStrings(stopStrings(body)),
            1,
            edits.edits(),
            LetheFields.wishes(body));
    return new MessagesRequest(
        request,
        body.isTrue("stream") ? Delivery.STREAMED : Delivery.WHOLE,
        maxTokens == 0 ? Extent.WARM_UP : Extent.ANSWER,
        CacheMark.of(body.node()),
        body.has("context_management") ? Edits.TOLD : Edits.UNTOLD,
        body.object("diagnostics").map(BodyReader::diagnosis).orElse(Diagnosis.UNTOLD),
        edits.ignored());
  }

  private static Diagnosis diagnosis(Fields diagnostics) {
    return diagnostics.text("previous_message_id").isPresent() ? Diagnosis.TOLD : Diagnosis.FIRST;
  }

  private SamplingOptions sampling(Fields body) {
    // Zero keeps the likeliest token only, which is what the smallest share does.
    double topP = Math.max(Double.MIN_VALUE, body.number("top_p", 0, 1).orElse(1));
    return SamplingOptions.DEFAULT
        .withTemperature(body.number("temperature", 0, 2).orElse(1))
        .withCuts(body.integer("top_k", 0, Integer.MAX_VALUE).orElse(0), topP, 0)
        .withSeed(body.longInteger("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElseGet(seeds));
  }

  private static List<String> stopStrings(Fields body) {
    List<Field> given = body.elements("stop_sequences");
    if (given.size() > MOST_STOP_STRINGS) {
      throw given.get(MOST_STOP_STRINGS).wrong("at most " + MOST_STOP_STRINGS + " of them");
    }
    List<String> strings = new ArrayList<>();
    for (Field each : given) {
      if (each.text().isBlank()) {
        throw each.wrong("text that is not only blanks");
      }
      strings.add(each.text());
    }
    return strings;
  }

  private static AnswerFormat format(Fields body) {
    return body.object("output_config")
        .flatMap(config -> config.object("format"))
        // Where the beta had it.
        .or(() -> body.object("output_format"))
        .map(BodyReader::schema)
        .orElse(new AnswerFormat.Text());
  }

  private static AnswerFormat schema(Fields format) {
    format.required("type");
    format.oneOf("type", List.of("json_schema"));
    return new AnswerFormat.JsonSchema(Json.text(format.requiredObject("schema").node()));
  }
}
