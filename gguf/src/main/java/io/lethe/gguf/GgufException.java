package io.lethe.gguf;

import java.nio.file.Path;

/** A file is not the GGUF it claims to be, or is one that cannot be used here. */
public final class GgufException extends RuntimeException {
  /**
   * {@code offset} is the byte at which the trouble was found; found and wanted say what stood
   * there.
   */
  public GgufException(Path file, long offset, String found, String wanted) {
    super(file + ": at byte " + offset + ": found " + found + ", wanted " + wanted);
  }
}
