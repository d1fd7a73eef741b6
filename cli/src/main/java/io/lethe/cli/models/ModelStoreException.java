package io.lethe.cli.models;

import java.nio.file.Path;
import java.util.List;

/** Something about a model's file was not as it should be. Messages say what to do. */
public abstract sealed class ModelStoreException extends RuntimeException {
  private ModelStoreException(String message) {
    super(message);
  }

  private ModelStoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A word that is no model of the catalogue and no file. */
  public static final class UnknownModel extends ModelStoreException {
    public UnknownModel(String word, List<String> nearest) {
      super(
          "no model and no file is called '"
              + word
              + "'"
              + (nearest.isEmpty() ? "" : " (near: " + String.join(", ", nearest) + ")")
              + "; see lethe models list");
    }
  }

  /** A model of the catalogue whose file is not here. */
  public static final class NotPulled extends ModelStoreException {
    public NotPulled(String name) {
      super("the model " + name + " is not on this machine; run lethe models pull " + name);
    }
  }

  /** A path that cannot be a model. */
  public static final class NotAFile extends ModelStoreException {
    public NotAFile(Path path, String found) {
      super(path + " is " + found + "; give a GGUF file or a name from lethe models list");
    }
  }

  /** Bytes that are not those that were wanted. */
  public static final class ChecksumMismatch extends ModelStoreException {
    public ChecksumMismatch(String what, String found, String wanted) {
      super(
          what
              + " has SHA-256 "
              + found
              + ", wanted "
              + wanted
              + "; it was deleted, pull it again");
    }
  }

  /** Too little room on the disk. */
  public static final class NoSpace extends ModelStoreException {
    public NoSpace(Path folder, long free, long wanted) {
      super(
          "%s has %,d MB free, wanted %,d MB; free some space or set LETHE_HOME to another disk"
              .formatted(folder, free / 1_000_000, wanted / 1_000_000));
    }
  }

  /** A program of the machine that is missing. */
  public static final class ToolMissing extends ModelStoreException {
    public ToolMissing(String found, String remedy) {
      super(found + "; " + remedy);
    }
  }

  /** A model whose owners want to know who takes it. */
  public static final class Gated extends ModelStoreException {
    public Gated(String repository, int status, String remedy) {
      super(repository + " answered " + status + ", it is gated or missing; " + remedy);
    }
  }

  /** A transfer that failed for good. */
  public static final class TransferFailed extends ModelStoreException {
    public TransferFailed(String found, String remedy) {
      super(found + "; " + remedy);
    }

    public TransferFailed(String found, String remedy, Throwable cause) {
      super(found + "; " + remedy, cause);
    }
  }
}
