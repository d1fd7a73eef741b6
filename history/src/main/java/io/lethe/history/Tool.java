package io.lethe.history;

/**
 * A tool that the model may call.
 *
 * @param parameters a JSON Schema of an object, as text
 */
public record Tool(String name, String description, String parameters) {
  public Tool {
    if (!name.matches("[A-Za-z0-9_.:/-]{1,128}")) {
      throw new IllegalArgumentException(
          "found a tool named \"%s\", wanted 1 to 128 letters, digits, _ . : / and -"
              .formatted(name));
    }
  }
}
