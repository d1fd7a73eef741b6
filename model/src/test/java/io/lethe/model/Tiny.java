package io.lethe.model;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The tiny random models and what PyTorch computed with them; see the README beside them. */
final class Tiny {
  static final List<String> NAMES =
      List.of("llama3", "llama-linear", "mistral", "qwen2", "qwen3", "qwen3-untied", "gemma3");

  private Tiny() {}

  static Path file(String name) {
    return resource(name + ".gguf");
  }

  /** The cases of one kind: {@code logits}, {@code greedy}, {@code nll} or {@code forget}. */
  static List<JsonNode> cases(String name, String kind) {
    return new ObjectMapper()
        .readTree(resource(name + ".json").toFile())
        .get("cases")
        .valueStream()
        .filter(c -> c.get("kind").asString().equals(kind))
        .toList();
  }

  static int[] ids(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  static float[] floats(JsonNode array) {
    float[] out = new float[array.size()];
    IntStream.range(0, out.length).forEach(i -> out[i] = (float) array.get(i).asDouble());
    return out;
  }

  /** {@code count} ids below {@code vocabulary}. */
  static int[] randomIds(long seed, int count, int vocabulary) {
    return new Random(seed).ints(count, 0, vocabulary).toArray();
  }

  private static Path resource(String name) {
    URL url = Objects.requireNonNull(Tiny.class.getResource("tiny/" + name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(url.toString(), e);
    }
  }
}
