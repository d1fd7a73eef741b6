package io.lethe.engine;

import io.lethe.tokenizer.Prompt;
import io.lethe.tokenizer.Quote;
import io.lethe.tokenizer.Tokenizer;
import io.lethe.tokenizer.template.ChatMessage;
import io.lethe.tokenizer.template.ChatRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A chat over one session. Each turn renders the whole history with the template, and reads only
 * what the session does not hold already. Owns its session. For one thread at a time.
 */
public final class Conversation implements AutoCloseable {
  /**
   * How a turn's prompt met what the session held.
   *
   * @param reused tokens that did not have to be read
   * @param dropped tokens at the end of the session that were not what the template now says, and
   *     were cut off
   * @param read tokens that were read
   */
  public record Reading(int reused, int dropped, int read) {}

  private final TokenSession session;
  private final Tokenizer tokenizer;
  private final ChatFormat format;
  private final List<ChatMessage> messages;

  /** What the session's tokens say, in full; empty if it is not known to be that. */
  private String said = "";

  private Reading reading = new Reading(0, 0, 0);

  /**
   * Starts with some messages, such as a system message, or none.
   *
   * @throws EngineException.NoChatTemplate if nobody knows how the model chats
   */
  public Conversation(Engine engine, List<ChatMessage> opening) {
    this.format = engine.chatFormat();
    this.tokenizer = engine.tokenizer();
    this.messages = new ArrayList<>(opening);
    this.session = engine.newSession();
  }

  public TokenSession session() {
    return session;
  }

  public List<ChatMessage> messages() {
    return List.copyOf(messages);
  }

  /** How the last turn's prompt met what the session held. */
  public Reading reading() {
    return reading;
  }

  /** Adds a message and lets the model answer; both are part of the conversation then. */
  public Generation say(
      ChatMessage message,
      GenerationRequest request,
      GenerationListener listener,
      Cancellation cancellation) {
    messages.add(message);
    boolean answered = false;
    try {
      Prompt prompt = format.prompt(ChatRequest.of(messages).withGenerationPrompt());
      read(prompt, cancellation);
      if (cancellation.isCancelled()) {
        return new Generation(
            List.of(),
            "",
            Generation.Finish.CANCELLED,
            List.of(),
            new Timings(session.takePrefill(), new Timings.Rate(0, 0)));
      }
      Generation generation = session.generate(request, listener, cancellation);
      messages.add(ChatMessage.assistant(generation.text()));
      said = prompt.text() + written(generation);
      answered = true;
      return generation;
    } finally {
      if (!answered) {
        messages.removeLast();
      }
    }
  }

  /**
   * Reads what is new. Where the text begins with what the session's tokens say, those ids stay,
   * even where the model wrote a text in other tokens than the tokenizer would.
   */
  private void read(Prompt prompt, Cancellation cancellation) {
    int[] rest;
    int reused;
    int dropped = 0;
    if (!said.isEmpty() && prompt.text().startsWith(said)) {
      reused = session.length();
      rest = tokenizer.encodeTemplate(from(prompt, said.length()));
    } else {
      int[] ids = tokenizer.withBos(tokenizer.encodeTemplate(prompt));
      // The last token is always read again: without it there are no logits to go on from.
      reused = Math.min(session.commonPrefix(ids), ids.length - 1);
      dropped = session.length() - reused;
      session.truncate(reused);
      rest = Arrays.copyOfRange(ids, reused, ids.length);
    }
    said = "";
    reading = new Reading(reused, dropped, rest.length);
    session.append(rest, cancellation);
  }

  /** What the model wrote as the template would write it, its last control token included. */
  private String written(Generation generation) {
    if (generation.finish() != Generation.Finish.STOP_TOKEN) {
      return generation.text();
    }
    return generation.text() + tokenizer.vocabulary().text(generation.tokens().getLast());
  }

  private static Prompt from(Prompt prompt, int start) {
    return new Prompt(
        prompt.text().substring(start),
        prompt.quotes().stream()
            .filter(quote -> quote.end() > start)
            .map(quote -> new Quote(Math.max(quote.start(), start) - start, quote.end() - start))
            .toList());
  }

  /** Gives the session's columns back. Idempotent. */
  @Override
  public void close() {
    session.close();
  }
}
