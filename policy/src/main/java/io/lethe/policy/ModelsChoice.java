package io.lethe.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the model itself wants forgotten: its answer to {@link #question}, or the arguments with
 * which it called the tool {@code forget}. An answer names parts that may be chosen, or nothing of
 * it is carried out.
 *
 * @param answer what the model wrote: a JSON object, with or without text or a fence around it
 */
public record ModelsChoice(String answer) implements Policy {
  // Models go on talking after the object.
  private static final ObjectReader JSON =
      JsonMapper.shared().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int PREVIEW = 90;
  private static final String NO_REASON = "the model no longer needs it";

  @Override
  public String name() {
    return "model";
  }

  /** What the model chose; nothing where its answer cannot be followed. */
  @Override
  public List<Choice> choose(Transcript transcript) {
    return switch (read(transcript)) {
      case Reading.Chosen(List<Choice> choices) -> choices;
      case Reading.Refused _ -> List.of();
    };
  }

  /** What the model chose, or what to tell it so that it can do better. */
  public Reading read(Transcript transcript) {
    Optional<JsonNode> found = object(answer);
    if (found.isEmpty()) {
      return new Reading.Refused(
          "Your answer holds no JSON object. Answer like this: {\"forget\":[3,5],\"reason\":\"...\"}");
    }
    JsonNode ids = found.get().path("forget");
    if (!ids.isArray()) {
      return new Reading.Refused(
          "\"forget\" must be a list of part numbers, found %s. Answer like this: {\"forget\":[3,5],\"reason\":\"...\"}"
              .formatted(ids.isMissingNode() ? "none" : shortened(ids.toString())));
    }
    String reason = found.get().path("reason").asString("").strip();
    List<Part> open = transcript.choosable();
    TreeSet<Integer> chosen = new TreeSet<>();
    for (JsonNode id : ids) {
      Optional<Part> part =
          open.stream()
              .filter(each -> Integer.toString(each.id()).equals(id.asString("").strip()))
              .findFirst();
      if (part.isEmpty()) {
        return new Reading.Refused(refusal(shortened(id.toString()), transcript));
      }
      chosen.add(part.get().id());
    }
    String why = reason.isEmpty() ? NO_REASON : reason;
    return new Reading.Chosen(
        open.stream()
            .filter(part -> chosen.contains(part.id()))
            .map(part -> Choice.whole(part, why, this))
            .toList());
  }

  private static String refusal(String id, Transcript transcript) {
    String why =
        transcript.parts().stream()
            .filter(part -> Integer.toString(part.id()).equals(id))
            .findFirst()
            .map(part ->
                switch (part.state()) {
                  case PINNED -> "Part %s is pinned and stays.";
                  case FORGOTTEN -> "Part %s is forgotten already.";
                  case LIVE -> "Part %s cannot be forgotten now.";
                })
            .orElse("There is no part %s.")
            .formatted(id);
    String open =
        transcript.choosable().stream()
            .map(part -> Integer.toString(part.id()))
            .collect(Collectors.joining(", "));
    return why
        + " Nothing was forgotten. You may name: "
        + (open.isEmpty() ? "no part" : open)
        + ".";
  }

  /** A question that lists the parts that may be chosen, one a line. */
  public static String question(Transcript transcript) {
    StringBuilder question = new StringBuilder();
    question.append("Your context holds these parts, and it is getting full:\n");
    for (Part part : transcript.choosable()) {
      question.append(
          "%d: %s%s, turn %d, %d tokens: %s%n"
              .formatted(
                  part.id(),
                  part.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                  part.name().map(name -> " " + shortened(name)).orElse(""),
                  part.turn(),
                  part.columns(),
                  shortened(part.text())));
    }
    if (transcript.over() > 0) {
      question.append("At least %d tokens must go.%n".formatted(transcript.over()));
    }
    return question
        .append("The task now: ")
        .append(shortened(transcript.query()))
        .append(
            "\nWhich parts will not be needed any more? Answer with JSON only, for example"
                + " {\"forget\":[3,5],\"reason\":\"one sentence\"}. The list may be empty.")
        .toString()
        .replace("\r\n", "\n");
  }

  /** The JSON schema of an answer, which allows the numbers of these parts only. */
  public static String schema(Transcript transcript) {
    List<Integer> ids = transcript.choosable().stream().map(Part::id).toList();
    String items =
        ids.isEmpty() ? "\"maxItems\":0" : "\"items\":{\"type\":\"integer\",\"enum\":" + ids + "}";
    return """
    {"type":"object","properties":{"forget":{"type":"array",%s},"reason":{"type":"string"}},\
    "required":["forget","reason"],"additionalProperties":false}\
    """
        .formatted(items);
  }

  /** The first object in a text that parses, whatever stands around it. */
  private static Optional<JsonNode> object(String text) {
    int tries = 0;
    for (int at = text.indexOf('{');
        at >= 0 && tries < 16;
        at = text.indexOf('{', at + 1), tries++) {
      try {
        JsonNode node = JSON.readTree(text.substring(at));
        if (node.isObject()) {
          return Optional.of(node);
        }
      } catch (JacksonException _) {
        // Prose may hold braces; the next one may begin the answer.
      }
    }
    return Optional.empty();
  }

  private static String shortened(String text) {
    String line =
        text.substring(0, Math.min(text.length(), 8 * PREVIEW)).strip().replaceAll("\\s+", " ");
    int points = line.codePointCount(0, line.length());
    return points <= PREVIEW ? line : line.substring(0, line.offsetByCodePoints(0, PREVIEW)) + "…";
  }

  /** What became of an answer. */
  public sealed interface Reading {
    /** It can be followed. */
    record Chosen(List<Choice> choices) implements Reading {
      public Chosen {
        choices = List.copyOf(choices);
      }
    }

    /**
     * It cannot, and nothing of it is.
     *
     * @param error what was found and what is wanted, in words for the model
     */
    record Refused(String error) implements Reading {}
  }
}
