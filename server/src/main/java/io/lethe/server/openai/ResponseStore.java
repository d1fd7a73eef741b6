package io.lethe.server.openai;

import io.lethe.history.Owner;
import io.lethe.server.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Responses that later ones may go on from, one file each, readable by their owner's account only.
 * Of more than so many the oldest go. Safe for many threads.
 */
final class ResponseStore {
  /** As many as somebody may still want to go on from: at 100 kB each, 200 MB. */
  static final int MOST_KEPT = 2000;

  private static final Pattern ID = Pattern.compile("resp_[0-9a-f]{32}");
  private static final int KEPT_BETWEEN_PRUNINGS = 50;

  /**
   * A response that was kept.
   *
   * @param response as it was answered
   * @param items all that was read for it and what it brought, in order
   */
  record Stored(JsonNode response, List<JsonNode> items) {
    Stored {
      items = List.copyOf(items);
    }
  }

  private final Path folder;
  private final int mostKept;
  private final AtomicInteger keptSincePruning = new AtomicInteger();

  ResponseStore(Path folder, int mostKept) {
    this.folder = folder;
    this.mostKept = mostKept;
  }

  /**
   * Keeps a response; it is on disk when this returns.
   *
   * @throws UncheckedIOException if the disk does not take it
   */
  void keep(Owner owner, String id, Stored stored) {
    ObjectNode file = Json.object().put("owner", owner.id());
    file.set("response", stored.response());
    ArrayNode items = file.putArray("items");
    stored.items().forEach(items::add);
    try {
      Files.createDirectories(folder);
      Path written = Files.createTempFile(folder, "new", ".tmp");
      Files.writeString(written, Json.text(file));
      Files.move(written, path(id), StandardCopyOption.ATOMIC_MOVE);
      if (keptSincePruning.incrementAndGet() >= KEPT_BETWEEN_PRUNINGS) {
        keptSincePruning.set(0);
        prune();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The response of this name, if it is there and this owner's. */
  Optional<Stored> find(Owner owner, String id) {
    if (!ID.matcher(id).matches()) {
      return Optional.empty();
    }
    try {
      return Json.read(Files.readString(path(id)))
          .filter(file -> file.path("owner").asString("").equals(owner.id()))
          .map(file -> {
            List<JsonNode> items = new ArrayList<>();
            file.path("items").forEach(items::add);
            return new Stored(file.path("response"), items);
          });
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes it, and says whether it was there and this owner's. */
  boolean delete(Owner owner, String id) {
    if (find(owner, id).isEmpty()) {
      return false;
    }
    try {
      return Files.deleteIfExists(path(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the oldest where there are too many. */
  void prune() throws IOException {
    record Aged(Path path, FileTime time) {}
    List<Aged> files = new ArrayList<>();
    try (Stream<Path> list = Files.list(folder)) {
      for (Path path : list.toList()) {
        try {
          files.add(new Aged(path, Files.getLastModifiedTime(path)));
        } catch (NoSuchFileException gone) {
          // Somebody else deleted or moved it meanwhile.
        }
      }
    }
    files.sort(Comparator.comparing(Aged::time));
    for (Aged old : files.subList(0, Math.max(0, files.size() - mostKept))) {
      Files.deleteIfExists(old.path());
    }
  }

  private Path path(String id) {
    return folder.resolve(id + ".json");
  }
}
