package io.lethe.server.openai;

import io.lethe.engine.Cancellation;
import io.lethe.engine.Engine;
import io.lethe.engine.Generation;
import io.lethe.engine.GenerationRequest;
import io.lethe.engine.Logprobs;
import io.lethe.engine.TokenLogprobs;
import io.lethe.engine.TokenLogprobs.TokenLogprob;
import io.lethe.engine.TokenSession;
import io.lethe.server.openai.CompletionCall.Extra;
import io.lethe.server.openai.CompletionCall.Prompt;
import io.lethe.server.openai.CompletionCall.Writing;
import java.util.ArrayList;
import java.util.List;

/** Continues the prompts of one call, one after another. What was read of a prompt is shared. */
final class CompletionRun {
  /** Sees completions while they are written. */
  interface Listener {
    /** A prompt was read; nothing can be wrong with it any more. */
    void read(Prompt prompt);

    /** More of a completion's text. */
    void text(int index, String piece);

    void done(int index, Written written);
  }

  /**
   * A completion.
   *
   * @param text the prompt in front where it is echoed
   * @param promptTokens how likely the tokens of the prompt were, from the second one on; none
   *     where nobody asked
   * @param tokens how likely those written were; none where nobody asked
   * @param count tokens written
   */
  record Written(
      Prompt prompt,
      String text,
      List<TokenLogprobs> promptTokens,
      List<TokenLogprobs> tokens,
      int count,
      String finishReason) {
    Written {
      promptTokens = List.copyOf(promptTokens);
      tokens = List.copyOf(tokens);
    }
  }

  private final Engine engine;
  private final CompletionCall call;
  private final Listener listener;
  private final Cancellation cancellation;

  CompletionRun(Engine engine, CompletionCall call, Listener listener, Cancellation cancellation) {
    this.engine = engine;
    this.call = call;
    this.listener = listener;
    this.cancellation = cancellation;
  }

  void run() {
    int index = 0;
    for (Prompt prompt : call.prompts()) {
      try (TokenSession session = engine.newSession()) {
        List<TokenLogprobs> promptTokens = read(session, prompt);
        listener.read(prompt);
        for (int i = 0; i < call.choices(); i++) {
          try (TokenSession own = i == call.choices() - 1 ? session : session.fork()) {
            listener.done(index, written(own, prompt, promptTokens, index, i));
          }
          index++;
        }
      }
    }
  }

  private List<TokenLogprobs> read(TokenSession session, Prompt prompt) {
    int[] ids = prompt.array();
    List<TokenLogprobs> tokens = new ArrayList<>();
    if (call.wants(Extra.ECHO) && call.logprobs().isPresent()) {
      int alternatives = call.logprobs().getAsInt();
      session.append(
          ids,
          (at, values, offset) -> {
            if (at + 1 < ids.length) {
              Logprobs logprobs = Logprobs.of(values, offset, session.vocabulary());
              int id = ids[at + 1];
              tokens.add(
                  new TokenLogprobs(
                      new TokenLogprob(id, logprobs.of(id)), logprobs.top(alternatives)));
            }
          });
    } else {
      session.append(ids, cancellation);
    }
    return tokens;
  }

  private Written written(
      TokenSession session,
      Prompt prompt,
      List<TokenLogprobs> promptTokens,
      int index,
      int choice) {
    String front = "";
    if (call.wants(Extra.ECHO)) {
      front = prompt.text();
      listener.text(index, front);
    }
    if (call.writing() == Writing.NOTHING || cancellation.isCancelled()) {
      return new Written(prompt, front, promptTokens, List.of(), 0, "length");
    }
    GenerationRequest generation = seeded(choice);
    Generation written =
        session.generate(generation, piece -> listener.text(index, piece), cancellation);
    return new Written(
        prompt,
        front + written.text(),
        promptTokens,
        written.logprobs(),
        written.tokens().size(),
        switch (written.finish()) {
          case STOP_TOKEN, STOP_STRING -> "stop";
          case LENGTH, CONTEXT_FULL, CANCELLED -> "length";
        });
  }

  private GenerationRequest seeded(int choice) {
    GenerationRequest asked = call.generation();
    return new GenerationRequest(
        asked.maxTokens(),
        asked.sampling().withSeed(asked.sampling().seed() + choice),
        asked.stopStrings(),
        asked.endOfGeneration(),
        asked.logprobs());
  }
}
