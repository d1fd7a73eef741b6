package io.lethe.tokenizer.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;

/** The templates of model families, for files that come without one. */
public final class FamilyTemplates {
  private FamilyTemplates() {}

  /**
   * The template of the family that an architecture alone names; {@code llama} is taken for Llama
   * 3.
   *
   * @param architecture as GGUF's {@code general.architecture} says it: gemma3, llama, qwen2,
   *     qwen3; and mistral, which GGUF counts among llama
   */
  public static Optional<ChatTemplate> forArchitecture(String architecture) {
    return switch (architecture) {
      case "gemma3" -> Optional.of(read("gemma3"));
      case "llama" -> Optional.of(read("llama3"));
      case "mistral" -> Optional.of(read("mistral"));
      case "qwen2" -> Optional.of(read("qwen2"));
      case "qwen3" -> Optional.of(read("qwen3"));
      default -> Optional.empty();
    };
  }

  /**
   * The template of a family whose control tokens the vocabulary holds. Under {@code llama} there
   * are Llama 3, Mistral and models that speak ChatML, told apart by those tokens; of another
   * architecture ChatML is the last resort.
   *
   * @param isToken whether a text is one token of the vocabulary
   */
  public static Optional<ChatTemplate> forModel(String architecture, Predicate<String> isToken) {
    if (!architecture.equals("llama")) {
      Optional<ChatTemplate> family = forArchitecture(architecture);
      return family.isPresent() || !isToken.test("<|im_start|>")
          ? family
          : Optional.of(read("chatml"));
    }
    if (isToken.test("<|start_header_id|>")) {
      return Optional.of(read("llama3"));
    }
    if (isToken.test("<|im_start|>")) {
      return Optional.of(read("chatml"));
    }
    return isToken.test("[INST]") ? Optional.of(read("mistral")) : Optional.empty();
  }

  private static ChatTemplate read(String family) {
    String file = "family/" + family + ".jinja";
    try (InputStream in = FamilyTemplates.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + file + " in the module");
      }
      return ChatTemplate.parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }
}
