package io.lethe.engine;

import java.nio.file.Path;

/** An engine cannot do what was asked of it. The message says what was found and what to do. */
public abstract sealed class EngineException extends RuntimeException {
  private EngineException(String message) {
    super(message);
  }

  /** A prompt is longer than what is left of the context. */
  public static final class ContextFull extends EngineException {
    private final long wantedColumns;
    private final long freeColumns;

    ContextFull(long wantedColumns, long freeColumns, long capacity) {
      super(
          "found room for %d more tokens of a context of %d, wanted %d; shorten the prompt, forget"
                  .formatted(freeColumns, capacity, wantedColumns)
              + " parts or open the model with a larger context");
      this.wantedColumns = wantedColumns;
      this.freeColumns = freeColumns;
    }

    public long wantedColumns() {
      return wantedColumns;
    }

    public long freeColumns() {
      return freeColumns;
    }
  }

  /** An answer is to be shorter than its grammar allows. */
  public static final class TooShort extends EngineException {
    private final int maxTokens;
    private final int leastTokens;

    TooShort(int maxTokens, int leastTokens) {
      super(
          "found at most %d tokens for an answer, wanted %d or more: what it has to be may take that many"
              .formatted(maxTokens, leastTokens));
      this.maxTokens = maxTokens;
      this.leastTokens = leastTokens;
    }

    public int maxTokens() {
      return maxTokens;
    }

    public int leastTokens() {
      return leastTokens;
    }
  }

  /** A token id that the model does not know. */
  public static final class UnknownToken extends EngineException {
    UnknownToken(int id, int vocabulary) {
      super("found token id %d, wanted 0 to %d".formatted(id, vocabulary - 1));
    }
  }

  /** There are no logits to sample from: nothing was read yet, or the context was edited since. */
  public static final class NothingRead extends EngineException {
    NothingRead() {
      super(
          "found no token since the start or the last edit of the context, wanted one; append first");
    }
  }

  /** The file has no chat template and its family is not known. */
  public static final class NoChatTemplate extends EngineException {
    NoChatTemplate(Path file, String architecture) {
      super(
          "%s: found no chat template in the file and none for architecture '%s'; prompt without one"
              .formatted(file, architecture));
    }
  }

  /** A file of reference values that cannot be understood. */
  public static final class MalformedReference extends EngineException {
    MalformedReference(String where, Object found, String wanted) {
      super("%s: found %s, wanted %s".formatted(where, found, wanted));
    }
  }
}
