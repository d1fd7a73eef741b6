package io.lethe.cli;

import io.lethe.engine.Engine;
import io.lethe.engine.Generation;
import io.lethe.engine.GenerationListener;
import io.lethe.engine.GenerationRequest;
import io.lethe.engine.TokenLogprobs;
import io.lethe.engine.TokenSession;
import io.lethe.tokenizer.Tokenizer;
import io.lethe.tokenizer.template.ChatMessage;
import io.lethe.tokenizer.template.ChatRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lethe generate}. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Continue a text, or answer it with --chat.",
      "Without --chat the text is read as it is, control tokens such as <|im_start|> included; with"
          + " --chat it is a message, and nothing in it is a control token."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe generate \"The capital of France is\" --max-tokens 20",
      "  lethe generate --chat \"Name three primary colours.\" --greedy",
      "  lethe generate --chat --system \"Answer in French.\" --file question.txt",
      "  git diff | lethe generate --model qwen05 --chat --system \"Write a commit message.\"",
      "  lethe generate \"1, 2, 3,\" --greedy --max-tokens 8 --json"
    })
final class GenerateCommand implements Callable<Integer> {
  /** A token's log-probability as a program reads it. */
  record JsonLogprob(int id, String text, double logprob, @Nullable List<JsonLogprob> top) {}

  /** An answer as a program reads it. */
  record JsonAnswer(
      String model,
      String text,
      String finish,
      List<Integer> tokens,
      @Nullable List<JsonLogprob> logprobs,
      long seed,
      Speed prefill,
      Speed decode) {}

  private final Surroundings surroundings;

  @Mixin private PromptText prompt = new PromptText();
  @Mixin private OpenOptions opening = new OpenOptions();
  @Mixin private AnswerOptions answering = new AnswerOptions();

  @Option(names = "--chat", description = "Apply the model's chat template.")
  private boolean chat;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "A system message; implies --chat.")
  private @Nullable String system;

  @Option(
      names = "--logprobs",
      paramLabel = "N",
      description = "With --json: log-probabilities, with the N likeliest of each step.")
  private @Nullable Integer logprobs;

  @Option(
      names = "--no-stream",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Print the answer when it is whole instead of as it comes.")
  private boolean stream = true;

  @Option(names = "--stats", description = "Say on the error stream how fast it was.")
  private boolean stats;

  @Option(names = "--json", description = "Print JSON, when the answer is whole.")
  private boolean json;

  GenerateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    GenerationRequest request = answering.request();
    if (logprobs != null) {
      request = request.withLogprobs(logprobs);
    }
    String text = prompt.readSome();
    try (Engine engine = opening.open(surroundings)) {
      Generation generation =
          chat || system != null ? chat(engine, text, request) : complete(engine, text, request);
      print(engine, request, generation);
    }
    return ExitCode.OK.code();
  }

  private Generation complete(Engine engine, String text, GenerationRequest request) {
    try (TokenSession session = engine.newSession()) {
      Tokenizer tokenizer = engine.tokenizer();
      session.append(tokenizer.withBos(tokenizer.encodeTemplate(text)));
      return session.generate(request, listener());
    }
  }

  private Generation chat(Engine engine, String text, GenerationRequest request) {
    ChatMessage user = ChatMessage.user(text);
    List<ChatMessage> messages =
        system == null ? List.of(user) : List.of(ChatMessage.system(system), user);
    try (TokenSession session = engine.newSession()) {
      session.append(engine.chatFormat().ids(ChatRequest.of(messages).withGenerationPrompt()));
      return session.generate(request, listener());
    }
  }

  private GenerationListener listener() {
    if (json || !stream) {
      return GenerationListener.SILENT;
    }
    PrintWriter out = surroundings.out();
    return piece -> {
      out.print(piece);
      out.flush();
    };
  }

  private void print(Engine engine, GenerationRequest request, Generation generation) {
    if (json) {
      surroundings.printJson(json(engine.tokenizer(), request, generation));
    } else {
      surroundings.out().println(stream ? "" : generation.text());
    }
    if (stats) {
      surroundings.err().println(Speed.line(generation));
    }
  }

  private JsonAnswer json(Tokenizer tokenizer, GenerationRequest request, Generation generation) {
    return new JsonAnswer(
        opening.model(),
        generation.text(),
        generation.finish().name().toLowerCase(Locale.ROOT),
        generation.tokens(),
        logprobs == null
            ? null
            : generation.logprobs().stream().map(each -> json(tokenizer, each)).toList(),
        request.sampling().seed(),
        Speed.of(generation.timings().prefill()),
        Speed.of(generation.timings().decode()));
  }

  private static JsonLogprob json(Tokenizer tokenizer, TokenLogprobs token) {
    return new JsonLogprob(
        token.chosen().id(),
        tokenizer.piece(token.chosen().id()),
        token.chosen().logprob(),
        token.top().stream()
            .map(each ->
                new JsonLogprob(each.id(), tokenizer.piece(each.id()), each.logprob(), null))
            .toList());
  }
}
