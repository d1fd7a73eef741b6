package io.lethe.gguf;

import java.io.IOException;
import java.nio.file.Path;

/** A file cannot be read as the GGUF that was wanted. The message names file, found and wanted. */
public abstract sealed class GgufException extends RuntimeException {
  private final Path file;

  private GgufException(Path file, String message) {
    super(file + ": " + message);
    this.file = file;
  }

  /** The file in question. */
  public Path file() {
    return file;
  }

  /**
   * The bytes break the format: they end too early, contradict each other, or are another format.
   */
  public static final class Malformed extends GgufException {
    private final long offsetBytes;

    Malformed(Path file, long offsetBytes, String found, String wanted) {
      super(file, "at byte " + offsetBytes + ": found " + found + ", wanted " + wanted);
      this.offsetBytes = offsetBytes;
    }

    /** Where in the file the trouble was found. */
    public long offsetBytes() {
      return offsetBytes;
    }
  }

  /** The metadata lacks a key, or holds another kind of value under it. */
  public static final class WrongMetadata extends GgufException {
    private final String key;

    WrongMetadata(Path file, String key, String found, String wanted) {
      super(file, "metadata " + key + ": found " + found + ", wanted " + wanted);
      this.key = key;
    }

    /** The key that was asked for. */
    public String key() {
      return key;
    }
  }

  /** The file has no tensor of this name. */
  public static final class MissingTensor extends GgufException {
    private final String tensor;

    MissingTensor(Path file, String tensor, int tensors) {
      super(file, "found no such name among " + tensors + " tensors, wanted tensor " + tensor);
      this.tensor = tensor;
    }

    /** The name that was asked for. */
    public String tensor() {
      return tensor;
    }
  }

  /** A tensor is well-formed but stored in a way Lethe does not decode. */
  public static final class Unsupported extends GgufException {
    private final String tensor;

    Unsupported(Path file, String tensor, String reason) {
      super(file, "unsupported tensor " + tensor + ": " + reason);
      this.tensor = tensor;
    }

    /** The tensor's name. */
    public String tensor() {
      return tensor;
    }
  }

  /** The operating system refuses the file. */
  public static final class Unreadable extends GgufException {
    Unreadable(Path file, IOException cause) {
      super(file, "found " + cause + ", wanted a readable file");
      initCause(cause);
    }
  }
}
