package io.lethe.server.openai;

import io.lethe.engine.GenerationRequest;
import io.lethe.engine.GenerationRequest.EndOfGeneration;
import io.lethe.history.AnswerFormat;
import io.lethe.history.Owner;
import io.lethe.history.Request;
import io.lethe.history.Request.ParallelCalls;
import io.lethe.server.openai.ChatCall.Extra;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import io.lethe.server.wire.LetheFields;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads requests for chat completions. Fields it does not know are nobody's concern. */
final class ChatReader {
  static final int MOST_CHOICES = 8;

  /** What nobody here does, and what to do instead. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "functions", "wanted tools, which have taken their place",
          "function_call", "wanted tool_choice, which has taken its place",
          "audio", "wanted none; this server writes text only",
          "web_search_options", "wanted none; this server does not search the web");

  private final ServedModel model;
  private final ToolReader tools = new ToolReader(ToolReader.Shape.NESTED);

  ChatReader(ServedModel model) {
    this.model = model;
  }

  ChatCall read(Owner owner, Fields body) {
    refuse(body);
    body.text("model");
    ToolReader.Offer offer = tools.read(body);
    GenerationRequest generation =
        new GenerationRequest(
            SamplingReader.mostTokens(body, model, 1, "max_completion_tokens", "max_tokens"),
            SamplingReader.sampling(body, model),
            SamplingReader.stopStrings(body),
            EndOfGeneration.STOPS,
            SamplingReader.chatLogprobs(body));
    Request request =
        new Request(
            owner,
            MessageReader.read(body),
            offer.tools(),
            offer.choice(),
            body.isFalse("parallel_tool_calls") ? ParallelCalls.ONE : ParallelCalls.ALLOWED,
            body.object("response_format")
                .map(FormatReader::nested)
                .orElseGet(AnswerFormat.Text::new),
            generation,
            body.integer("n", 1, MOST_CHOICES).orElse(1),
            List.of(),
            LetheFields.wishes(body));
    return new ChatCall(request, extras(body));
  }

  private static void refuse(Fields body) {
    REFUSED.forEach((name, wanted) ->
        body.field(name)
            .ifPresent(field -> {
              throw field.fault("found it, " + wanted);
            }));
    for (Field modality : body.elements("modalities")) {
      if (!modality.text().equals("text")) {
        throw modality.wrong("text");
      }
    }
  }

  private static Set<Extra> extras(Fields body) {
    Set<Extra> extras = EnumSet.noneOf(Extra.class);
    if (body.isTrue("stream")) {
      extras.add(Extra.STREAM);
      if (body.object("stream_options").map(it -> it.isTrue("include_usage")).orElse(false)) {
        extras.add(Extra.STREAM_USAGE);
      }
      if (body.isTrue("return_progress")) {
        extras.add(Extra.STREAM_PROGRESS);
      }
    }
    return extras;
  }
}
