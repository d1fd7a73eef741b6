package io.lethe.server.anthropic;

import java.util.Optional;

/**
 * Tools that Anthropic names by a type alone, while the client runs them: the schemas that its own
 * models know by heart, for models that do not. Tools that a server runs are not among them.
 */
final class ClientTools {
  private static final String BASH =
      """
      {"type":"object","properties":{\
      "command":{"type":"string","description":"The command to run"},\
      "restart":{"type":"boolean","description":"true starts the shell anew, without a command"}}}\
      """;

  private static final String TEXT_EDITOR =
      """
      {"type":"object","properties":{\
      "command":{"type":"string","enum":["view","create","str_replace","insert"]},\
      "path":{"type":"string","description":"Of a file or folder"},\
      "view_range":{"type":"array","items":{"type":"integer"},\
      "description":"For view: the first and the last line, counted from 1; -1 is the end"},\
      "file_text":{"type":"string","description":"For create: the content"},\
      "old_str":{"type":"string","description":"For str_replace: occurs exactly once"},\
      "new_str":{"type":"string","description":"For str_replace: what takes its place"},\
      "insert_line":{"type":"integer","description":"For insert: after this line, 0 is the top"},\
      "insert_text":{"type":"string","description":"For insert: the text"}},\
      "required":["command","path"]}\
      """;

  private static final String MEMORY =
      """
      {"type":"object","properties":{\
      "command":{"type":"string",\
      "enum":["view","create","str_replace","insert","delete","rename"]},\
      "path":{"type":"string","description":"Below /memories"},\
      "view_range":{"type":"array","items":{"type":"integer"}},\
      "file_text":{"type":"string","description":"For create: the content"},\
      "old_str":{"type":"string","description":"For str_replace: occurs exactly once"},\
      "new_str":{"type":"string","description":"For str_replace: what takes its place"},\
      "insert_line":{"type":"integer","description":"For insert: after this line, 0 is the top"},\
      "insert_text":{"type":"string","description":"For insert: the text"},\
      "old_path":{"type":"string","description":"For rename"},\
      "new_path":{"type":"string","description":"For rename"}},\
      "required":["command"]}\
      """;

  private ClientTools() {}

  /** The schema of a tool of a type such as {@code bash_20250124}. */
  static Optional<String> schema(String type) {
    return switch (family(type)) {
      case "bash" -> Optional.of(BASH);
      case "text_editor" -> Optional.of(TEXT_EDITOR);
      case "memory" -> Optional.of(MEMORY);
      default -> Optional.empty();
    };
  }

  /** What such a tool does; nothing for others. */
  static String description(String type) {
    return switch (family(type)) {
      case "bash" -> "Runs a command in a shell that keeps its state between calls.";
      case "text_editor" -> "Shows, makes and changes files of text.";
      case "memory" -> "Keeps notes in files below /memories, which outlast the conversation.";
      default -> "";
    };
  }

  /** The type without its date. */
  private static String family(String type) {
    return type.replaceFirst("_[0-9]{8}$", "");
  }
}
