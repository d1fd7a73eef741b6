package io.lethe.server.openai;

import io.lethe.engine.Engine;
import io.lethe.tokenizer.Tokenizer;

/**
 * What answers say about the model, and what reading requests needs of it.
 *
 * @param id the name it is served under
 * @param fingerprint of the model and its arithmetic; equal ones give equal answers to equal seeds
 * @param contextLength the most tokens it can see
 */
public record ServedModel(String id, String fingerprint, Tokenizer tokenizer, int contextLength) {
  private static final int SHOWN_DIGITS = 12;

  /** The model of an engine. Waits for its tokenizer. */
  public static ServedModel of(String id, Engine engine) {
    return new ServedModel(
        id,
        "fp_" + shortened(engine.modelId()) + "_" + Engine.ARITHMETIC,
        engine.tokenizer(),
        Math.toIntExact(engine.capacity()));
  }

  private static String shortened(String hex) {
    return hex.substring(0, Math.min(SHOWN_DIGITS, hex.length()));
  }
}
