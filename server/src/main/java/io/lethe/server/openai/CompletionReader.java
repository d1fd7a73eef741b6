package io.lethe.server.openai;

import io.lethe.engine.GenerationRequest;
import io.lethe.engine.GenerationRequest.EndOfGeneration;
import io.lethe.server.openai.CompletionCall.Extra;
import io.lethe.server.openai.CompletionCall.Prompt;
import io.lethe.server.openai.CompletionCall.Writing;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import io.lethe.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Reads requests for completions. */
final class CompletionReader {
  private static final int MOST_PROMPTS = 128;
  private static final int DEFAULT_TOKENS = 16;
  private static final int MOST_ALTERNATIVES = 20;

  private final ServedModel model;

  CompletionReader(ServedModel model) {
    this.model = model;
  }

  CompletionCall read(Fields body) {
    body.text("model");
    body.text("suffix")
        .filter(suffix -> !suffix.isEmpty())
        .ifPresent(suffix -> {
          throw body.required("suffix").fault("found one, wanted none: this only continues");
        });
    body.integer("best_of", 1, 1);
    int most =
        body.has("max_tokens")
            ? SamplingReader.mostTokens(body, model, 0, "max_tokens")
            : DEFAULT_TOKENS;
    OptionalInt logprobs = body.integer("logprobs", 0, MOST_ALTERNATIVES);
    return new CompletionCall(
        prompts(body.required("prompt")),
        body.integer("n", 1, ChatReader.MOST_CHOICES).orElse(1),
        most == 0 ? Writing.NOTHING : Writing.SOME,
        new GenerationRequest(
            Math.max(1, most),
            SamplingReader.sampling(body, model),
            SamplingReader.stopStrings(body),
            EndOfGeneration.STOPS,
            logprobs),
        logprobs,
        extras(body));
  }

  private List<Prompt> prompts(Field field) {
    if (field.isText()) {
      return List.of(written(field));
    }
    if (!field.isArray()) {
      throw field.wrong("a string, token ids, or an array of either");
    }
    List<Field> elements = field.elements();
    if (elements.isEmpty() || elements.size() > MOST_PROMPTS && !elements.getFirst().isNumber()) {
      throw field.fault(
          "found %d prompts, wanted 1 to %d".formatted(elements.size(), MOST_PROMPTS));
    }
    return elements.getFirst().isNumber()
        ? List.of(tokens(field))
        : elements.stream().map(each -> each.isArray() ? tokens(each) : written(each)).toList();
  }

  /** The whole prompt is the client's, markers of a chat template included. */
  private Prompt written(Field field) {
    Tokenizer tokenizer = model.tokenizer();
    int[] ids = tokenizer.withBos(tokenizer.encodeTemplate(field.text()));
    if (ids.length == 0) {
      throw field.fault("found no token in it, wanted a text to continue");
    }
    return new Prompt(field.text(), Arrays.stream(ids).boxed().toList());
  }

  private Prompt tokens(Field field) {
    Tokenizer tokenizer = model.tokenizer();
    int last = tokenizer.size() - 1;
    int[] ids = field.elements().stream().mapToInt(id -> id.integer(0, last)).toArray();
    if (ids.length == 0) {
      throw field.fault("found no token, wanted at least one to continue");
    }
    return new Prompt(tokenizer.decode(ids), Arrays.stream(ids).boxed().toList());
  }

  private static Set<Extra> extras(Fields body) {
    Set<Extra> extras = EnumSet.noneOf(Extra.class);
    if (body.isTrue("echo")) {
      extras.add(Extra.ECHO);
    }
    if (body.isTrue("stream")) {
      extras.add(Extra.STREAM);
      if (body.object("stream_options").map(it -> it.isTrue("include_usage")).orElse(false)) {
        extras.add(Extra.STREAM_USAGE);
      }
    }
    return extras;
  }
}
