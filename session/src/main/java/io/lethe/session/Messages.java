package io.lethe.session;

import io.lethe.tokenizer.template.ChatMessage;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Pieces as the messages that templates know. */
public final class Messages {
  private Messages() {}

  /** Neighbours of one role are one message; tool results are one each. */
  public static List<ChatMessage> of(List<Piece> pieces) {
    List<ChatMessage> messages = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= pieces.size(); i++) {
      if (i == pieces.size()
          || pieces.get(i).role() != pieces.get(start).role()
          || pieces.get(i).role() == PartRole.TOOL) {
        messages.add(message(pieces.subList(start, i)));
        start = i;
      }
    }
    return messages;
  }

  private static ChatMessage message(List<Piece> pieces) {
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.text()));
    Piece first = pieces.getFirst();
    ChatMessage message =
        ChatMessage.of(first.role().name().toLowerCase(Locale.ROOT), text.toString());
    return first.role() == PartRole.TOOL && first.name().isPresent()
        ? new ChatMessage(
            message.role(),
            message.content(),
            message.reasoning(),
            message.toolCalls(),
            Optional.empty(),
            first.name())
        : message;
  }
}
