package io.lethe.engine;

import io.lethe.tokenizer.Prompt;
import io.lethe.tokenizer.Tokenizer;
import io.lethe.tokenizer.template.ChatRequest;
import io.lethe.tokenizer.template.ChatTemplate;
import java.util.OptionalInt;

/**
 * Turns chats into tokens: the template writes control tokens, and nothing that a message brought
 * becomes one. Immutable, safe for use by many threads.
 */
public final class ChatFormat {
  private final ChatTemplate template;
  private final Tokenizer tokenizer;

  ChatFormat(ChatTemplate template, Tokenizer tokenizer) {
    this.template = template;
    this.tokenizer = tokenizer;
  }

  public ChatTemplate template() {
    return template;
  }

  /** The chat as text that knows what was quoted. */
  public Prompt prompt(ChatRequest request) {
    return template
        .render(
            request
                .withVariable("bos_token", text(tokenizer.bos()))
                .withVariable("eos_token", text(tokenizer.eos())))
        .prompt();
  }

  /** The ids of a whole chat, with one beginning-of-sequence token where the model wants it. */
  public int[] ids(ChatRequest request) {
    return tokenizer.withBos(tokenizer.encodeTemplate(prompt(request)));
  }

  private String text(OptionalInt id) {
    return id.isPresent() ? tokenizer.vocabulary().text(id.getAsInt()) : "";
  }
}
