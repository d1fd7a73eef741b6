package io.lethe.grammar;

/**
 * A tool that may be called.
 *
 * @param parameters a JSON Schema of an object, as text
 */
public record ToolSchema(String name, String parameters) {
  public ToolSchema {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("found a tool without a name, wanted one");
    }
  }
}
