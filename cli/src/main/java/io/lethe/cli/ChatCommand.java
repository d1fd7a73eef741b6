package io.lethe.cli;

import io.lethe.cli.Surroundings.Screen;
import io.lethe.engine.Engine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lethe chat}. */
@Command(
    name = "chat",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Talk to a model.",
      "On a terminal: Enter sends, a line that ends with \\ goes on, arrow keys bring back earlier"
          + " lines, Ctrl-C interrupts an answer, Ctrl-D ends. From a pipe: one message or command"
          + " per line. /help lists the commands."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe chat",
      "  lethe chat --model qwen05 --system \"Answer in one sentence.\"",
      "  printf 'My name is Ada.\\nWhat is my name?\\n' | lethe chat --greedy --max-tokens 40"
    })
final class ChatCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private OpenOptions opening = new OpenOptions();
  @Mixin private AnswerOptions answering = new AnswerOptions();

  @Option(names = "--system", paramLabel = "TEXT", description = "A system message.")
  private @Nullable String system;

  ChatCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    answering.request(); // a wrong option should show before the model is loaded
    boolean person = surroundings.screen() == Screen.TERMINAL;
    try (Engine engine = opening.open(surroundings);
        ChatRoom room = new ChatRoom(engine, system, answering::request, surroundings.out())) {
      if (person) {
        surroundings
            .out()
            .printf("%s, kernels %s. /help lists commands.%n", opening.model(), engine.kernels());
        new ChatTerminal(room, surroundings.home().resolve("history")).run();
      } else {
        lines(room);
      }
    }
    return ExitCode.OK.code();
  }

  private static void lines(ChatRoom room) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = in.readLine()) != null) {
      if (room.take(line) == ChatRoom.Next.LEAVE) {
        return;
      }
    }
  }
}
