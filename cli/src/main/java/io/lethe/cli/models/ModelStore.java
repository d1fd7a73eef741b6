package io.lethe.cli.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** The model files of this machine, {@code $LETHE_HOME/models/NAME.gguf}. Safe for many threads. */
public final class ModelStore {
  /** What became of comparing a file with its checksum. */
  public sealed interface Verdict {
    /** The file is what it should be. */
    record Intact(String sha256) implements Verdict {}

    /** The file is something else. */
    record Damaged(String found, String wanted) implements Verdict {}

    /** Nobody knows what the checksum should be. */
    record Unknown(String found) implements Verdict {}
  }

  private final Path folder;
  private final Supplier<Catalogue> catalogue;

  /** Opens the store under {@code home}; reads {@code catalogue} only where a name calls for it. */
  public ModelStore(Path home, Supplier<Catalogue> catalogue) {
    this.folder = home.resolve("models");
    this.catalogue = catalogue;
  }

  public Path folder() {
    return folder;
  }

  public Catalogue catalogue() {
    return catalogue.get();
  }

  /**
   * Finds the file of a model: a name, an alias, or a path. What is here under its own name is
   * found without reading the catalogue, as that would be felt at each start.
   */
  public Path resolve(String nameOrPath) {
    if (isPlainName(nameOrPath)) {
      Path stored = folder.resolve(nameOrPath + ".gguf");
      if (Files.isRegularFile(stored)) {
        return stored;
      }
      Optional<CatalogueEntry> entry = catalogue().find(nameOrPath);
      if (entry.isPresent()) {
        Path file = fileOf(entry.get());
        if (Files.isRegularFile(file)) {
          return file;
        }
        throw new ModelStoreException.NotPulled(entry.get().name());
      }
    }
    return resolvePath(nameOrPath);
  }

  private Path resolvePath(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException _) {
      throw new ModelStoreException.UnknownModel(text, catalogue().nearest(text));
    }
    if (Files.isDirectory(path)) {
      throw new ModelStoreException.NotAFile(path, "a folder");
    }
    if (Files.exists(path)) {
      return path;
    }
    if (!isPlainName(text) || text.endsWith(".gguf")) {
      throw new ModelStoreException.NotAFile(path, "not there");
    }
    throw new ModelStoreException.UnknownModel(text, catalogue().nearest(text));
  }

  /** Whether the model's file is here. */
  public boolean holds(CatalogueEntry entry) {
    return Files.isRegularFile(fileOf(entry));
  }

  public Path fileOf(CatalogueEntry entry) {
    return folder.resolve(entry.name() + ".gguf");
  }

  /** Reads a model's file to the end and compares its checksum. */
  public Verdict verify(CatalogueEntry entry) throws IOException {
    if (!holds(entry)) {
      throw new ModelStoreException.NotPulled(entry.name());
    }
    Optional<String> recorded = Receipt.read(receiptOf(entry)).map(Receipt::sha256);
    String wanted = entry.sha256().or(() -> recorded).orElse("");
    String found = Sha256.of(fileOf(entry));
    if (wanted.isEmpty()) {
      return new Verdict.Unknown(found);
    }
    return found.equals(wanted) ? new Verdict.Intact(found) : new Verdict.Damaged(found, wanted);
  }

  /** Deletes a model's file, what is left of a pull that was cut off, and the receipt. */
  public void remove(CatalogueEntry entry) throws IOException {
    Path file = fileOf(entry);
    if (!Files.exists(file) && !Files.exists(partOf(file))) {
      throw new ModelStoreException.NotPulled(entry.name());
    }
    Files.deleteIfExists(file);
    PartFile.delete(partOf(file));
    Files.deleteIfExists(receiptOf(entry));
  }

  Path receiptOf(CatalogueEntry entry) {
    return folder.resolve(entry.name() + ".json");
  }

  Path lockOf(CatalogueEntry entry) {
    return folder.resolve("." + entry.name() + ".lock");
  }

  static Path partOf(Path target) {
    return target.resolveSibling(target.getFileName() + ".part");
  }

  private static boolean isPlainName(String text) {
    return !text.isBlank() && text.indexOf('/') < 0 && text.indexOf('\\') < 0;
  }
}
