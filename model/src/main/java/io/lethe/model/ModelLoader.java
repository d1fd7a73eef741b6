package io.lethe.model;

import io.lethe.gguf.GgufFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Builds the model that a file describes. Adding a family is one file and one line here. */
public final class ModelLoader {
  private static final Map<String, BiFunction<Weights, Compute, Model>> FAMILIES =
      new TreeMap<>(
          Map.of(
              "llama", Llama::new,
              "qwen2", Qwen2::new,
              "qwen3", Qwen3::new,
              "gemma3", Gemma3::new));

  private ModelLoader() {}

  /** The architectures that are built in, in alphabetical order. */
  public static Iterable<String> architectures() {
    return FAMILIES.keySet();
  }

  /**
   * Takes over {@code file}: the model closes it, also when building the model fails.
   *
   * @param packed a directory for packed weights, which the next start maps instead of packing; or
   *     null
   * @param progress told the share that is done, 0 to 1, while weights are packed; not called when
   *     they are mapped
   * @throws ModelException if the architecture is unknown or the numbers do not fit together
   * @throws io.lethe.gguf.GgufException if metadata or tensors are missing or unsupported
   */
  public static Model load(
      GgufFile file, @Nullable Path packed, Compute compute, DoubleConsumer progress) {
    boolean loaded = false;
    Weights weights = null;
    try {
      String architecture = file.metadata().string("general.architecture");
      BiFunction<Weights, Compute, Model> family = FAMILIES.get(architecture);
      if (family == null) {
        throw new ModelException.UnknownArchitecture(file.path(), architecture, architectures());
      }
      Configs.of(file, architecture); // before weights are packed, which takes seconds
      Weights.requireMatrices(file);
      weights = new Weights(file, PackedWeights.open(file, packed, compute.workers(), progress));
      Model model = family.apply(weights, compute);
      loaded = true;
      return model;
    } finally {
      if (!loaded) {
        if (weights != null) {
          weights.close();
        } else {
          file.close();
        }
      }
    }
  }

  /**
   * The files of packed weights in a directory that hold other bytes than were written, or that
   * were written by another version. Reads all of them; deleting one costs packing it again.
   *
   * @throws ModelException.Unreadable if one cannot be read
   */
  public static List<Path> damagedPackedFiles(Path packed) {
    List<Path> damaged = new ArrayList<>();
    if (Files.isDirectory(packed)) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(packed, "*" + PackedFile.SUFFIX)) {
        for (Path file : files) {
          if (PackedFile.isDamaged(file)) {
            damaged.add(file);
          }
        }
      } catch (IOException e) {
        throw new ModelException.Unreadable(packed, e);
      }
    }
    return damaged;
  }
}
