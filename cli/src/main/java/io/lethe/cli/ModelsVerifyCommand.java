package io.lethe.cli;

import io.lethe.cli.models.CatalogueEntry;
import io.lethe.cli.models.ModelStore;
import io.lethe.cli.models.ModelStore.Verdict;
import io.lethe.model.ModelLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lethe models verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Read models to the end and compare their SHA-256. Exit code 1 if one is damaged.",
    footerHeading = "%nExamples:%n",
    footer = {"  lethe models verify", "  lethe models verify smollm2 --json"})
final class ModelsVerifyCommand implements Callable<Integer> {
  /** A verdict as a program reads it. */
  record Verified(String name, String verdict, String sha256, @Nullable String wanted) {}

  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Names from lethe models list; none means every model that is here.")
  private List<String> names = List.of();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ModelsVerifyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    ModelStore store = surroundings.models();
    List<CatalogueEntry> entries =
        names.isEmpty()
            ? store.catalogue().entries().stream().filter(store::holds).toList()
            : names.stream().map(store.catalogue()::get).toList();
    List<Verified> all = new ArrayList<>();
    for (CatalogueEntry entry : entries) {
      Verified verified = judge(entry.name(), store.verify(entry));
      all.add(verified);
      if (!json) {
        surroundings.out().println(line(verified));
      }
    }
    if (json) {
      surroundings.printJson(all);
    } else if (all.isEmpty()) {
      surroundings.out().println("No model is here. Fetch one: lethe models pull smollm2");
    }
    dropDamagedPackedWeights();
    boolean damaged = all.stream().anyMatch(each -> each.verdict().equals("damaged"));
    return (damaged ? ExitCode.DISAGREEMENT : ExitCode.OK).code();
  }

  /** Packed weights are a cache: a damaged file is deleted, and the next start packs them again. */
  private void dropDamagedPackedWeights() throws IOException {
    Path packed = surroundings.home().resolve("cache").resolve("packed");
    for (Path file : ModelLoader.damagedPackedFiles(packed)) {
      Files.deleteIfExists(file);
      if (!json) {
        surroundings
            .out()
            .println(
                file
                    + ": damaged or outdated packed weights, deleted; the next start packs them again");
      }
    }
  }

  private static Verified judge(String name, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Intact(String sha) -> new Verified(name, "intact", sha, sha);
      case Verdict.Damaged(String found, String wanted) ->
          new Verified(name, "damaged", found, wanted);
      case Verdict.Unknown(String found) -> new Verified(name, "unknown", found, null);
    };
  }

  private static String line(Verified each) {
    return switch (each.verdict()) {
      case "intact" -> each.name() + ": intact, SHA-256 " + each.sha256();
      case "damaged" ->
          "%s: damaged, found SHA-256 %s, wanted %s; run lethe models pull %s --force"
              .formatted(each.name(), each.sha256(), each.wanted(), each.name());
      default -> each.name() + ": nothing to compare with, SHA-256 " + each.sha256();
    };
  }
}
