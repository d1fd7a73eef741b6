package io.lethe.cli;

import io.lethe.gguf.GgufFile;
import io.lethe.gguf.Inspection;
import io.lethe.model.ModelLoader;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lethe inspect}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Show what a GGUF file holds: metadata, tensors, what Lethe cannot run and why.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lethe inspect smollm2",
      "  lethe inspect model.gguf --tensors",
      "  lethe inspect model.gguf --json"
    })
final class InspectCommand implements Callable<Integer> {
  /** A file as a program reads it. */
  record JsonInspection(String file, String fingerprint, boolean runs, Inspection inspection) {}

  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      description = "A name from lethe models list, or a GGUF file (default: smollm2).")
  private String model = "smollm2";

  @Option(names = "--tensors", description = "List every tensor.")
  private boolean tensors;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  InspectCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (GgufFile file = GgufFile.open(surroundings.models().resolve(model))) {
      Inspection inspection = withArchitecture(file, Inspection.of(file));
      String fingerprint = file.fingerprint().hex();
      if (json) {
        surroundings.printJson(
            new JsonInspection(
                file.path().toString(),
                fingerprint,
                inspection.unsupported().isEmpty(),
                inspection));
      } else {
        print(file, fingerprint, inspection);
      }
    }
    return ExitCode.OK.code();
  }

  private static Inspection withArchitecture(GgufFile file, Inspection of) {
    String architecture = file.metadata().findString("general.architecture").orElse("none");
    List<String> known =
        StreamSupport.stream(ModelLoader.architectures().spliterator(), false).toList();
    if (known.contains(architecture)) {
      return of;
    }
    List<String> unsupported = new ArrayList<>(of.unsupported());
    unsupported.addFirst(
        "architecture '%s': wanted one of %s".formatted(architecture, String.join(", ", known)));
    return new Inspection(
        of.version(),
        of.fileBytes(),
        of.parameters(),
        of.tensorBytes(),
        of.types(),
        unsupported,
        of.metadata(),
        of.tensors());
  }

  private void print(GgufFile file, String fingerprint, Inspection inspection) {
    PrintWriter out = surroundings.out();
    out.printf("%s: GGUF %d, %s%n", file.path(), inspection.version(), size(inspection));
    out.println("fingerprint " + fingerprint);
    out.println(
        "types: "
            + inspection.types().entrySet().stream()
                .map(each ->
                    "%s in %d tensors (%s)"
                        .formatted(
                            each.getKey(),
                            each.getValue().tensors(),
                            Megabytes.of(each.getValue().bytes())))
                .collect(Collectors.joining(", ")));
    out.println();
    TextTable metadata = new TextTable("KEY", "TYPE", "VALUE");
    inspection
        .metadata()
        .forEach(each -> metadata.add(each.key(), each.type(), oneLine(each.preview())));
    out.println(metadata);
    out.println();
    if (tensors) {
      TextTable table = new TextTable("TENSOR", "TYPE", "SHAPE", "OFFSET");
      inspection
          .tensors()
          .forEach(each ->
              table.add(
                  each.name(),
                  each.type(),
                  each.shape().toString(),
                  Long.toString(each.offsetBytes())));
      out.println(table);
      out.println();
    } else {
      out.printf("%d tensors; --tensors lists them%n", inspection.tensors().size());
    }
    if (inspection.unsupported().isEmpty()) {
      out.println("Lethe runs this file.");
    } else {
      out.println("Lethe does not run this file:");
      inspection.unsupported().forEach(why -> out.println("  " + why));
    }
  }

  private static String size(Inspection inspection) {
    return String.format(
        Locale.ROOT,
        "%s, %.1f million parameters",
        Megabytes.of(inspection.fileBytes()),
        inspection.parameters() / 1e6);
  }

  private static String oneLine(String text) {
    String line = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    return line.length() <= 80 ? line : line.substring(0, 77) + "...";
  }
}
