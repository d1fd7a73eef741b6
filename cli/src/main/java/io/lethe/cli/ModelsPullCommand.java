package io.lethe.cli;

import io.lethe.cli.models.CatalogueEntry;
import io.lethe.cli.models.ModelPull;
import io.lethe.cli.models.ModelPull.Outcome;
import io.lethe.cli.models.ModelPull.When;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lethe models pull}. */
@Command(
    name = "pull",
    mixinStandardHelpOptions = true,
    description = {
      "Fetch models and compare their SHA-256.",
      "A pull that was cut off continues where it stopped. For gated models set HF_TOKEN;"
          + " HF_ENDPOINT names a mirror of the hub."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe models pull smollm2",
      "  lethe models pull qwen05 qwen15",
      "  lethe models pull smollm2 --force --json"
    })
final class ModelsPullCommand implements Callable<Integer> {
  /** A pulled model as a program reads it. */
  record Pulled(String name, String path, boolean fetched) {}

  private final Surroundings surroundings;

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "Names from lethe models list.")
  private List<String> names = List.of();

  @Option(names = "--force", description = "Fetch again what is here.")
  private boolean force;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ModelsPullCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    // Every name first: a typing error in the third should not show after two downloads.
    List<CatalogueEntry> entries =
        names.stream().map(surroundings.models().catalogue()::get).toList();
    ModelPull pull = surroundings.pull();
    List<Pulled> pulled = new ArrayList<>();
    for (CatalogueEntry entry : entries) {
      Outcome outcome =
          pull.pull(entry, force ? When.ALWAYS : When.MISSING, surroundings.progress());
      pulled.add(
          new Pulled(entry.name(), outcome.file().toString(), outcome instanceof Outcome.Fetched));
      if (!json) {
        surroundings
            .out()
            .println(
                switch (outcome) {
                  case Outcome.Fetched fetched ->
                      "%s: %s, SHA-256 %s"
                          .formatted(entry.name(), fetched.file(), fetched.receipt().sha256());
                  case Outcome.Present present ->
                      "%s: already here, %s".formatted(entry.name(), present.file());
                });
      }
    }
    if (json) {
      surroundings.printJson(pulled);
    }
    return ExitCode.OK.code();
  }
}
