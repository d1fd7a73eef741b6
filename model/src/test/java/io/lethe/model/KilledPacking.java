package io.lethe.model;

import io.lethe.gguf.GgufFile;
import io.lethe.tensor.Kernels;
import io.lethe.tensor.Workers;
import java.nio.file.Path;

/** A process that dies while it packs weights, as a killed one does: nothing is cleaned up. */
final class KilledPacking {
  static final int STATUS = 137;

  private KilledPacking() {}

  public static void main(String[] args) {
    Compute compute = new Compute(Kernels.best(), new Workers(1));
    ModelLoader.load(
        GgufFile.open(Path.of(args[0])),
        Path.of(args[1]),
        compute,
        share -> {
          if (share > 0.5) {
            Runtime.getRuntime().halt(STATUS);
          }
        });
  }
}
