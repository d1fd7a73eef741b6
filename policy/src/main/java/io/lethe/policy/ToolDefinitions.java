package io.lethe.policy;

import java.util.List;

/** The tools by which a model edits its own context, as it is told of them: OpenAI functions. */
public final class ToolDefinitions {
  /** The tool that forgets parts. */
  public static final String FORGET =
      """
      {
        "type": "function",
        "function": {
          "name": "forget",
          "description": "Remove parts of this conversation from your context, for good reasons only: logs you have understood, files that changed since you read them, results that no later step needs. Everything else stays exactly as it is. What you forget can be found again with recall.",
          "parameters": {
            "type": "object",
            "properties": {
              "forget": {
                "type": "array",
                "items": {"type": "integer"},
                "minItems": 1,
                "description": "The numbers of the parts."
              },
              "reason": {
                "type": "string",
                "description": "Why they are no longer needed, in one sentence."
              }
            },
            "required": ["forget", "reason"],
            "additionalProperties": false
          }
        }
      }
      """;

  /** The tool that finds what was forgotten. */
  public static final String RECALL =
      """
      {
        "type": "function",
        "function": {
          "name": "recall",
          "description": "Search everything said, read and printed in this conversation, forgotten parts first, and bring back what is found.",
          "parameters": {
            "type": "object",
            "properties": {
              "words": {
                "type": "string",
                "description": "Words to look for: names, identifiers, numbers, error messages."
              },
              "limit": {
                "type": "integer",
                "minimum": 1,
                "maximum": 10,
                "description": "How many parts at most; 3 if left out."
              }
            },
            "required": ["words"],
            "additionalProperties": false
          }
        }
      }
      """;

  private ToolDefinitions() {}

  /** Both, each a JSON object. */
  public static List<String> all() {
    return List.of(FORGET, RECALL);
  }
}
