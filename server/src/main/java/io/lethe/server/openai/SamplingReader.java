package io.lethe.server.openai;

import io.lethe.engine.SamplingOptions;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** Reads how tokens are chosen, how many, and what ends them. */
final class SamplingReader {
  private static final int MOST_STOPS = 16;
  private static final double BANNED = -100;

  /** A top-p of 0 is allowed on the wire and means the likeliest token alone. */
  private static final double LEAST_TOP_P = 1e-9;

  private SamplingReader() {}

  /** Temperature, cuts, penalties, biases and the seed; the vendor's defaults where absent. */
  static SamplingOptions sampling(Fields body, ServedModel model) {
    double topP = body.number("top_p", 0, 1).orElse(1);
    OptionalLong seed = body.longInteger("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    return SamplingOptions.GREEDY
        .withTemperature(body.number("temperature", 0, 2).orElse(1))
        .withCuts(
            body.integer("top_k", 0, Integer.MAX_VALUE).orElse(0),
            Math.max(topP, LEAST_TOP_P),
            body.number("min_p", 0, 1).orElse(0))
        .withPenalties(
            1,
            body.number("presence_penalty", -2, 2).orElse(0),
            body.number("frequency_penalty", -2, 2).orElse(0))
        .withLogitBias(bias(body, model))
        .withSeed(seed.isPresent() ? seed.getAsLong() : ThreadLocalRandom.current().nextLong());
  }

  private static Map<Integer, Double> bias(Fields body, ServedModel model) {
    Map<Integer, Double> bias = new HashMap<>();
    body.object("logit_bias")
        .ifPresent(map -> {
          for (String id : map.names()) {
            Field value = map.required(id);
            double number = value.number(BANNED, 100);
            bias.put(token(id, value, model), number == BANNED ? Double.NEGATIVE_INFINITY : number);
          }
        });
    return bias;
  }

  private static int token(String id, Field value, ServedModel model) {
    int size = model.tokenizer().size();
    if (id.matches("[0-9]{1,9}") && Integer.parseInt(id) < size) {
      return Integer.parseInt(id);
    }
    throw value.fault("found a bias for no token, wanted ids from 0 to " + (size - 1));
  }

  /** The texts that end an answer. */
  static List<String> stopStrings(Fields body) {
    List<String> stops =
        body.field("stop")
            .map(stop ->
                stop.isArray()
                    ? stop.elements().stream().map(SamplingReader::stopString).toList()
                    : List.of(stopString(stop)))
            .orElse(List.of());
    if (stops.size() > MOST_STOPS) {
      throw body.required("stop")
          .fault("found %d strings, wanted at most %d".formatted(stops.size(), MOST_STOPS));
    }
    return stops;
  }

  private static String stopString(Field field) {
    if (field.text().isEmpty()) {
      throw field.wrong("a text that is not empty");
    }
    return field.text();
  }

  /**
   * The most tokens to write, from the first of the fields that is there. -1, which several clients
   * send, means as many as fit, as does none.
   */
  static int mostTokens(Fields body, ServedModel model, int least, String... names) {
    for (String name : names) {
      if (body.has(name)) {
        Field field = body.required(name);
        if (field.isNumber() && field.node().asDouble(0) == -1) {
          return model.contextLength();
        }
        return Math.min(field.integer(least, Integer.MAX_VALUE), model.contextLength());
      }
    }
    return model.contextLength();
  }

  /** How many alternatives of each token are wanted in a chat. */
  static OptionalInt chatLogprobs(Fields body) {
    OptionalInt top = body.integer("top_logprobs", 0, 20);
    if (!body.isTrue("logprobs")) {
      if (top.isPresent() && top.getAsInt() > 0) {
        throw body.required("top_logprobs").fault("found alternatives, wanted logprobs: true too");
      }
      return OptionalInt.empty();
    }
    return OptionalInt.of(top.orElse(0));
  }
}
