package io.lethe.server.openai;

import io.lethe.engine.GenerationRequest;
import io.lethe.engine.GenerationRequest.EndOfGeneration;
import io.lethe.history.AnswerFormat;
import io.lethe.history.Message;
import io.lethe.history.Owner;
import io.lethe.history.Request;
import io.lethe.history.Request.ParallelCalls;
import io.lethe.server.openai.ResponseCall.Extra;
import io.lethe.server.openai.ResponseStore.Stored;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import io.lethe.server.wire.Json;
import io.lethe.server.wire.LetheFields;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads requests for responses. Fields it does not know are nobody's concern. */
final class ResponseReader {
  private static final String LOGPROBS = "message.output_text.logprobs";
  private static final List<String> REFUSED = List.of("conversation", "prompt");

  private final ServedModel model;
  private final ResponseStore store;
  private final ToolReader tools = new ToolReader(ToolReader.Shape.FLAT);

  ResponseReader(ServedModel model, ResponseStore store) {
    this.model = model;
    this.store = store;
  }

  ResponseCall read(Owner owner, Fields body) {
    refuse(body);
    body.text("model");
    List<Field> items = new ArrayList<>(previous(owner, body));
    items.addAll(input(body.required("input")));
    List<Message> messages = ItemReader.read(body.text("instructions"), items);
    if (messages.isEmpty()) {
      throw body.required("input").fault("found no item, wanted at least one");
    }
    if (messages.getLast().role() == PartRole.ASSISTANT) {
      throw body.required("input")
          .fault(
              "found the model's own message as the last item, wanted one of the user or a call's output; begun answers go to /v1/chat/completions");
    }
    ToolReader.Offer offer = tools.read(body);
    GenerationRequest generation =
        new GenerationRequest(
            SamplingReader.mostTokens(body, model, 1, "max_output_tokens"),
            SamplingReader.sampling(body, model),
            SamplingReader.stopStrings(body),
            EndOfGeneration.STOPS,
            logprobs(body));
    Request request =
        new Request(
            owner,
            messages,
            offer.tools(),
            offer.choice(),
            body.isFalse("parallel_tool_calls") ? ParallelCalls.ONE : ParallelCalls.ALLOWED,
            body.object("text")
                .flatMap(text -> text.object("format"))
                .map(FormatReader::flat)
                .orElseGet(AnswerFormat.Text::new),
            generation,
            1,
            List.of(),
            LetheFields.wishes(body));
    return new ResponseCall(
        request, items.stream().map(Field::node).toList(), settings(body), extras(body));
  }

  private static void refuse(Fields body) {
    for (String name : REFUSED) {
      body.field(name)
          .ifPresent(field -> {
            throw field.fault("found one, wanted input; this server keeps none of these");
          });
    }
    if (body.isTrue("background")) {
      throw body.required("background").wrong("false; this server answers at once");
    }
  }

  private List<Field> previous(Owner owner, Fields body) {
    Optional<Field> id = body.field("previous_response_id");
    if (id.isEmpty()) {
      return List.of();
    }
    Stored stored =
        store
            .find(owner, id.get().text())
            .orElseThrow(() -> id.get().wrong("a response that was stored here"));
    List<Field> items = new ArrayList<>();
    for (JsonNode item : stored.items()) {
      items.add(new Field("previous_response_id[" + items.size() + "]", item));
    }
    return items;
  }

  private static List<Field> input(Field input) {
    if (input.isText()) {
      ObjectNode item = Json.object().put("type", "message").put("role", "user");
      item.putArray("content").addObject().put("type", "input_text").put("text", input.text());
      return List.of(new Field(input.path(), item));
    }
    if (!input.isArray()) {
      throw input.wrong("a string or an array of items");
    }
    return input.elements();
  }

  private static OptionalInt logprobs(Fields body) {
    OptionalInt top = body.integer("top_logprobs", 0, 20);
    boolean included =
        body.elements("include").stream().anyMatch(field -> field.text().equals(LOGPROBS));
    return included ? OptionalInt.of(top.orElse(0)) : OptionalInt.empty();
  }

  private static Set<Extra> extras(Fields body) {
    Set<Extra> extras = EnumSet.noneOf(Extra.class);
    if (body.isTrue("stream")) {
      extras.add(Extra.STREAM);
    }
    if (!body.isFalse("store")) {
      extras.add(Extra.STORE);
    }
    return extras;
  }

  /** The fields that a response repeats, with the defaults of those that are absent. */
  private static ObjectNode settings(Fields body) {
    ObjectNode settings = Json.object();
    settings.put("background", false);
    settings.put("instructions", body.text("instructions").orElse(null));
    settings.set("max_output_tokens", node(body, "max_output_tokens"));
    settings.set("metadata", object(body, "metadata").orElseGet(Json::object));
    settings.put("parallel_tool_calls", !body.isFalse("parallel_tool_calls"));
    settings.put("previous_response_id", body.text("previous_response_id").orElse(null));
    settings.set(
        "reasoning",
        object(body, "reasoning")
            .orElseGet(() -> Json.object().putNull("effort").putNull("summary")));
    settings.put("service_tier", "default");
    settings.put("store", !body.isFalse("store"));
    settings.put("temperature", body.number("temperature", 0, 2).orElse(1));
    settings.set(
        "text",
        object(body, "text")
            .filter(text -> text.hasNonNull("format"))
            .orElseGet(() -> {
              ObjectNode text = Json.object();
              text.putObject("format").put("type", "text");
              return text;
            }));
    settings.set(
        "tool_choice",
        body.field("tool_choice")
            .map(Field::node)
            .orElseGet(() -> Json.object().stringNode("auto")));
    settings.set("tools", tools(body));
    settings.put("top_logprobs", body.integer("top_logprobs", 0, 20).orElse(0));
    settings.put("top_p", body.number("top_p", 0, 1).orElse(1));
    settings.put("truncation", "disabled");
    settings.put("user", body.text("user").orElse(null));
    return settings;
  }

  private static JsonNode node(Fields body, String name) {
    return body.field(name).map(Field::node).orElseGet(() -> Json.object().nullNode());
  }

  private static Optional<JsonNode> object(Fields body, String name) {
    return body.object(name).map(Fields::node);
  }

  private static JsonNode tools(Fields body) {
    ArrayNode tools = Json.array();
    for (Field element : body.elements("tools")) {
      ObjectNode tool = (ObjectNode) element.node().deepCopy();
      if (!tool.has("parameters")) {
        tool.putObject("parameters");
      }
      if (!tool.has("strict")) {
        tool.put("strict", false);
      }
      tools.add(tool);
    }
    return tools;
  }
}
