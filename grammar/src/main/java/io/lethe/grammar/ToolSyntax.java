package io.lethe.grammar;

import java.util.Optional;

/**
 * How a model writes a call: {@code opening {"name": NAME, "arguments": {...}} closing}.
 *
 * @param opening before a call. Empty: an answer that begins with an opening brace is a call
 * @param closing after a call
 * @param nameKey the key of the tool's name, which comes first
 * @param argumentsKey the key of the arguments
 * @param separator between the calls that share an opening and a closing; absent: each call has its
 *     own
 */
public record ToolSyntax(
    String opening,
    String closing,
    String nameKey,
    String argumentsKey,
    Optional<String> separator) {
  /** What Qwen and models in the manner of Hermes write. */
  public static final ToolSyntax HERMES =
      new ToolSyntax("<tool_call>\n", "\n</tool_call>", "name", "arguments");

  /** What Mistral's models write: all calls in one array. */
  public static final ToolSyntax MISTRAL =
      new ToolSyntax("[TOOL_CALLS][", "]", "name", "arguments", Optional.of(", "));

  /** What Llama 3 writes: the call is the answer. */
  public static final ToolSyntax LLAMA3 = new ToolSyntax("", "", "name", "parameters");

  public ToolSyntax {
    if (nameKey.isEmpty() || argumentsKey.isEmpty() || nameKey.equals(argumentsKey)) {
      throw new IllegalArgumentException(
          "found keys \"%s\" and \"%s\" of a call, wanted two different ones"
              .formatted(nameKey, argumentsKey));
    }
    if (separator.filter(String::isEmpty).isPresent()) {
      throw new IllegalArgumentException("found an empty text between calls, wanted one or none");
    }
  }

  /** A syntax in which each call has its own opening and closing. */
  public ToolSyntax(String opening, String closing, String nameKey, String argumentsKey) {
    this(opening, closing, nameKey, argumentsKey, Optional.empty());
  }
}
