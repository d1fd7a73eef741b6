package io.lethe.cli;

import io.lethe.cli.models.ModelPull.When;
import io.lethe.engine.Cancellation;
import io.lethe.engine.Conversation;
import io.lethe.engine.Engine;
import io.lethe.engine.Generation;
import io.lethe.engine.GenerationRequest;
import io.lethe.tokenizer.template.ChatMessage;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lethe demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Show what Lethe does: a short conversation with a small model.",
      "Brings SmolLM2 (98 MB, Apache-2.0) when it is not here."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  lethe demo", "  lethe demo --threads 2"})
final class DemoCommand implements Callable<Integer> {
  private static final String MODEL = "smollm2";

  private static final List<String> QUESTIONS =
      List.of(
          "What is the capital of France?",
          "Name three things to see there.",
          "Write one sentence about the river Lethe, whose water makes people forget.");

  private final Surroundings surroundings;

  @Mixin private OpenOptions opening = new OpenOptions();

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (opening.model().equals(MODEL)) {
      surroundings
          .pull()
          .pull(
              surroundings.models().catalogue().get(MODEL), When.MISSING, surroundings.progress());
    }
    PrintWriter out = surroundings.out();
    try (Engine engine = opening.open(surroundings);
        Conversation conversation = new Conversation(engine, List.of())) {
      out.printf(
          "%s on %d threads, kernels %s. Ctrl-C ends it.%n",
          opening.model(), engine.options().threads(), engine.kernels());
      for (String question : QUESTIONS) {
        out.printf("%n> %s%n", question);
        out.flush();
        Generation answer =
            conversation.say(
                ChatMessage.user(question),
                GenerationRequest.greedy(80),
                piece -> {
                  out.print(piece);
                  out.flush();
                },
                new Cancellation());
        out.printf("%n[%s]%n", Speed.line(answer));
      }
    }
    out.println();
    out.println("What to try next:");
    out.println("  ./lethe chat                    talk to it yourself");
    out.println("  ./lethe models list             larger models, such as qwen05");
    out.println("  ./lethe generate --chat \"Hi\"    one answer, for scripts (--json)");
    out.println("  ./lethe bench                   how fast this machine is");
    out.println("  ./lethe --help                  everything else");
    return ExitCode.OK.code();
  }
}
