package io.lethe.server.anthropic;

import io.lethe.history.Block;
import io.lethe.history.Message;
import io.lethe.history.Visibility;
import io.lethe.history.Visibility.ClearAt;
import io.lethe.server.wire.Decaching;
import io.lethe.server.wire.Field;
import io.lethe.server.wire.Fields;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads {@code system} and {@code messages} into a history. Every message stays where it is: one of
 * the system that was moved to the top would change the beginning of everything. One thread.
 */
final class HistoryReader {
  private final BlockReader blocks = new BlockReader();
  private final Conversation conversation = new Conversation();

  private HistoryReader() {}

  /** The messages of a body. */
  static List<Message> read(Fields body) {
    HistoryReader reader = new HistoryReader();
    body.field("system")
        .ifPresent(system ->
            reader.conversation.system(content(system, BlockReader::text), Visibility.ALWAYS));
    List<Field> messages = body.required("messages").elements();
    if (messages.isEmpty()) {
      throw body.required("messages").fault("found no messages, wanted at least one");
    }
    requireContinuable(body, messages.getLast().object());
    String before = "";
    for (int i = 0; i < messages.size(); i++) {
      Fields message = messages.get(i).object();
      String role = message.requiredText("role");
      if (role.equals("system")) {
        requirePlace(messages, i, before);
      }
      reader.message(message, role);
      before = role;
    }
    return reader.conversation.messages();
  }

  /** An answer that is begun is gone on with as it stands, and not while the model thinks. */
  private static void requireContinuable(Fields body, Fields last) {
    Optional<Field> content = last.field("content");
    if (!last.requiredText("role").equals("assistant") || content.isEmpty()) {
      return;
    }
    String text = lastText(content.get());
    if (!text.isEmpty() && Character.isWhitespace(text.charAt(text.length() - 1))) {
      throw content
          .get()
          .fault(
              "found blanks at the end of the answer's beginning, wanted none: the model goes on right behind it");
    }
    body.object("thinking")
        .filter(thinking -> !text.isEmpty() && !thinking.requiredText("type").equals("disabled"))
        .ifPresent(thinking -> {
          throw thinking
              .required("type")
              .wrong("disabled where the last message is the assistant's, which begins the answer");
        });
  }

  private static String lastText(Field content) {
    if (content.isText()) {
      return content.text();
    }
    List<Field> blocks = content.isArray() ? content.elements() : List.of();
    return blocks.isEmpty() ? "" : blocks.getLast().node().path("text").asString("");
  }

  private void message(Fields message, String role) {
    if (role.equals("system") && message.has("output_config") && !message.has("content")) {
      return; // It asks for another effort, which no model here knows of.
    }
    Field content = message.required("content");
    Visibility visibility = Decaching.visibility(message, clearAt(message));
    switch (role) {
      case "user" -> conversation.user(something(content, blocks::ofUser), visibility);
      case "assistant" -> conversation.assistant(content(content, this::ofAssistant), visibility);
      case "system" -> conversation.system(something(content, BlockReader::text), visibility);
      default -> throw message.required("role").wrong("user, assistant or system");
    }
  }

  /** A block of the model's; a summary takes the place of what it sums up. */
  private Optional<Block> ofAssistant(Field field) {
    Fields block = field.object();
    if (!block.requiredText("type").equals("compaction")) {
      return blocks.ofAssistant(field);
    }
    block.text("content").map(Block.Text::new).ifPresent(conversation::compacted);
    return Optional.empty();
  }

  private static ClearAt clearAt(Fields message) {
    Optional<Field> asked = message.field("clear_at");
    if (asked.isEmpty()) {
      return ClearAt.NEVER;
    }
    if (!message.requiredText("role").equals("system")) {
      throw asked.get().fault("found it in another's message, wanted it in the system's only");
    }
    message.oneOf("clear_at", List.of("never", "next_user_message"));
    return asked.get().text().equals("never") ? ClearAt.NEVER : ClearAt.NEXT_USER_MESSAGE;
  }

  /** After a message of the user; several of them may follow each other; before the model's. */
  private static void requirePlace(List<Field> messages, int index, String before) {
    boolean early = before.isEmpty() || before.equals("assistant");
    boolean beforeUser =
        index + 1 < messages.size()
            && messages.get(index + 1).node().path("role").asString("").equals("user");
    if (early || beforeUser) {
      String place =
          before.isEmpty() ? "first" : early ? "after the assistant's" : "before the user's";
      throw messages
          .get(index)
          .fault(
              "found the system's message %s, wanted it after the user's, and last or before the assistant's; what stands first belongs into \"system\""
                  .formatted(place));
    }
  }

  private static List<Block> something(Field content, Function<Field, Optional<Block>> read) {
    List<Block> blocks = content(content, read);
    if (blocks.isEmpty()) {
      throw content.fault("found nothing to read, wanted text or blocks");
    }
    return blocks;
  }

  private static List<Block> content(Field content, Function<Field, Optional<Block>> read) {
    if (content.isText()) {
      return content.text().isEmpty() ? List.of() : List.of(new Block.Text(content.text()));
    }
    if (!content.isArray()) {
      throw content.wrong("a string or an array of blocks");
    }
    return content.elements().stream().map(read).flatMap(Optional::stream).toList();
  }
}
