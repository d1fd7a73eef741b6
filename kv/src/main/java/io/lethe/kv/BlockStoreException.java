package io.lethe.kv;

import java.io.IOException;
import java.nio.file.Path;

/** The operating system refuses what a block store needs. */
public final class BlockStoreException extends RuntimeException {
  private final Path path;

  BlockStoreException(Path path, String wanted, IOException cause) {
    super(path + ": found " + cause + ", wanted " + wanted, cause);
    this.path = path;
  }

  /** The file or folder in question. */
  public Path path() {
    return path;
  }
}
