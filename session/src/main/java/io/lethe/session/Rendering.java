package io.lethe.session;

import io.lethe.engine.ChatFormat;
import io.lethe.tokenizer.Prompt;
import io.lethe.tokenizer.Quote;
import io.lethe.tokenizer.Tokenizer;
import io.lethe.tokenizer.template.ChatMessage;
import io.lethe.tokenizer.template.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a template writes for new messages alone. Templates render whole conversations, and some
 * change what they wrote before (they drop old thoughts, or name the date); what is in the columns
 * stays as it was read, so the last answer is replaced by a mark and only what follows it is taken.
 */
final class Rendering {
  private static final String MARK = "lethe-f2a97d41c0e84b6f";

  private final ChatFormat format;
  private final Tokenizer tokenizer;
  private final List<Map<String, Object>> tools;

  /**
   * @param tools that the template is given: a JSON list of objects
   */
  Rendering(ChatFormat format, Tokenizer tokenizer, String tools) {
    this.format = format;
    this.tokenizer = tokenizer;
    this.tools = read(tools);
  }

  private static List<Map<String, Object>> read(String tools) {
    try {
      return JsonMapper.shared().readValue(tools, new TypeReference<>() {});
    } catch (JacksonException e) {
      throw new SessionException.Unreplayable(
          "found tools that are no JSON list of objects: " + e.getOriginalMessage());
    }
  }

  /** New tokens, and which of them are each piece's own. */
  record Delta(int[] tokens, List<TokenText.Run> runs) {}

  /**
   * @param history all messages so far, the last one the model's
   * @param written the marker that ended the last answer, if the model wrote it
   */
  Delta delta(List<ChatMessage> history, Optional<Integer> written, List<Piece> pieces) {
    List<ChatMessage> messages = new ArrayList<>(history);
    if (!messages.isEmpty()) {
      messages.set(messages.size() - 1, ChatMessage.assistant(MARK));
    }
    messages.addAll(Messages.of(pieces));
    Prompt prompt = format.prompt(ChatRequest.of(messages).withTools(tools).withGenerationPrompt());
    if (history.isEmpty()) {
      int[] tokens = tokenizer.withBos(tokenizer.encodeTemplate(prompt));
      return new Delta(tokens, runs(prompt, tokens, pieces));
    }
    int mark = prompt.text().lastIndexOf(MARK);
    if (mark < 0) {
      throw new SessionException.Unreplayable(
          "the chat template leaves out the last answer; this model cannot hold a session");
    }
    Prompt rest = from(prompt, mark + MARK.length());
    if (written.isPresent()) {
      String marker = tokenizer.piece(written.get());
      if (rest.text().startsWith(marker)) {
        rest = from(rest, marker.length());
      }
    }
    int[] tokens = tokenizer.encodeTemplate(rest);
    return new Delta(tokens, runs(rest, tokens, pieces));
  }

  /** The token that the template writes after an answer, if that is one which ends a turn. */
  Optional<Integer> endOfAnswer() {
    Prompt prompt =
        format.prompt(
            ChatRequest.of(List.of(ChatMessage.user("a"), ChatMessage.assistant(MARK)))
                .withTools(tools));
    int mark = prompt.text().lastIndexOf(MARK);
    if (mark < 0) {
      return Optional.empty();
    }
    int[] rest = tokenizer.encodeTemplate(from(prompt, mark + MARK.length()));
    return rest.length > 0 && tokenizer.isEndOfGeneration(rest[0])
        ? Optional.of(rest[0])
        : Optional.empty();
  }

  private static Prompt from(Prompt prompt, int start) {
    return new Prompt(
        prompt.text().substring(start),
        prompt.quotes().stream()
            .filter(quote -> quote.end() > start)
            .map(quote -> new Quote(Math.max(quote.start(), start) - start, quote.end() - start))
            .toList());
  }

  /** Templates strip messages, so a piece is looked for without the blanks at its ends. */
  private List<TokenText.Run> runs(Prompt prompt, int[] tokens, List<Piece> pieces) {
    TokenText text = TokenText.of(tokenizer, prompt, tokens);
    List<TokenText.Run> runs = new ArrayList<>();
    int from = 0;
    int token = 0;
    for (Piece piece : pieces) {
      String stripped = piece.text().strip();
      int found = prompt.text().indexOf(stripped, from);
      if (found < 0) {
        runs.add(new TokenText.Run(token, token)); // the template changed or dropped it
        continue;
      }
      TokenText.Run run = text.inside(found, found + stripped.length());
      runs.add(run);
      from = found + stripped.length();
      token = run.end();
    }
    return List.copyOf(runs);
  }
}
