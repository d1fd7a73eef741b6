package io.lethe.model;

import java.nio.file.Path;

/** A model cannot be built from what a file says. */
public abstract sealed class ModelException extends RuntimeException {
  private ModelException(String message) {
    super(message);
  }

  private ModelException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The numbers or tensors of a file do not make a model. */
  public static final class Malformed extends ModelException {
    Malformed(String message) {
      super(message);
    }
  }

  /** A family that is not built in. */
  public static final class UnknownArchitecture extends ModelException {
    UnknownArchitecture(Path file, String found, Iterable<String> wanted) {
      super(
          file
              + ": found architecture '"
              + found
              + "', wanted one of "
              + String.join(", ", wanted));
    }
  }

  /** The packed weights could not be written or read. */
  public static final class Unreadable extends ModelException {
    Unreadable(Path file, Exception cause) {
      super(file + ": " + cause.getMessage(), cause);
    }
  }
}
