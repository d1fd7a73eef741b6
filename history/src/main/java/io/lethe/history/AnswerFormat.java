package io.lethe.history;

/** What the text of an answer is to be. */
public sealed interface AnswerFormat {
  /** Anything. */
  record Text() implements AnswerFormat {}

  /** A JSON object. */
  record JsonObject() implements AnswerFormat {}

  /**
   * JSON of a schema.
   *
   * @param schema a JSON Schema, as text
   */
  record JsonSchema(String schema) implements AnswerFormat {}
}
