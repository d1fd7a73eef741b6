package io.lethe.cli;

import io.lethe.cli.models.CatalogueEntry;
import io.lethe.cli.models.ModelStore;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lethe models rm}. */
@Command(
    name = "rm",
    mixinStandardHelpOptions = true,
    description = "Delete models, and what is left of pulls that were cut off.",
    footerHeading = "%nExamples:%n",
    footer = "  lethe models rm qwen05")
final class ModelsRemoveCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "Names from lethe models list.")
  private List<String> names = List.of();

  ModelsRemoveCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    ModelStore store = surroundings.models();
    List<CatalogueEntry> entries = names.stream().map(store.catalogue()::get).toList();
    for (CatalogueEntry entry : entries) {
      store.remove(entry);
      surroundings.out().println(entry.name() + ": deleted");
    }
    return ExitCode.OK.code();
  }
}
