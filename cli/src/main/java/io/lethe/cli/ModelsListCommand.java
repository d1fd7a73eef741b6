package io.lethe.cli;

import io.lethe.cli.models.CatalogueEntry;
import io.lethe.cli.models.ModelStore;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lethe models list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Show the models that can be fetched by name, and those that are here.",
    footerHeading = "%nExamples:%n",
    footer = {"  lethe models list", "  lethe models list --json"})
final class ModelsListCommand implements Callable<Integer> {
  /** A model as a program reads it. {@code exact} says whether {@code bytes} is no estimate. */
  record Listed(
      String name,
      List<String> aliases,
      String family,
      String parameters,
      String quantisation,
      long bytes,
      boolean exact,
      String licence,
      @Nullable String sha256,
      String source,
      @Nullable String path) {}

  private final Surroundings surroundings;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ModelsListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    ModelStore store = surroundings.models();
    List<CatalogueEntry> entries = store.catalogue().entries();
    if (json) {
      surroundings.printJson(entries.stream().map(entry -> listed(store, entry)).toList());
      return ExitCode.OK.code();
    }
    TextTable table =
        new TextTable(
            "NAME", "ALSO", "PARAMETERS", "QUANTISATION", "SIZE", "LICENCE", "CHECKSUM", "HERE");
    for (CatalogueEntry entry : entries) {
      table.add(
          entry.name(),
          String.join(", ", entry.aliases()),
          entry.parameters(),
          entry.quantisation(),
          (entry.bytes().isPresent() ? "" : "~") + Megabytes.of(entry.expectedBytes()),
          entry.licence(),
          entry.sha256().map(sha -> sha.substring(0, 12)).orElse("from the hub"),
          store.holds(entry) ? "yes" : "");
    }
    surroundings.out().println(table);
    surroundings.out().println();
    surroundings.out().println("Files: " + store.folder() + ". Fetch one: lethe models pull NAME");
    return ExitCode.OK.code();
  }

  private static Listed listed(ModelStore store, CatalogueEntry entry) {
    return new Listed(
        entry.name(),
        entry.aliases(),
        entry.family(),
        entry.parameters(),
        entry.quantisation(),
        entry.expectedBytes(),
        entry.bytes().isPresent(),
        entry.licence(),
        entry.sha256().orElse(null),
        entry.source().describe(),
        store.holds(entry) ? store.fileOf(entry).toString() : null);
  }
}
