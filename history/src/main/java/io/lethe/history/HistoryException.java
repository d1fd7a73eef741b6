package io.lethe.history;

/** A history cannot be answered. The message says what was found and what was wanted. */
public abstract sealed class HistoryException extends RuntimeException {
  private HistoryException(String message) {
    super(message);
  }

  /** It says something that cannot be, or that its session knows otherwise. */
  public static final class Contradiction extends HistoryException {
    public Contradiction(String message) {
      super(message);
    }
  }

  /** There is no such session, or it is somebody else's. */
  public static final class NoSession extends HistoryException {
    public NoSession(String name) {
      super("found no session \"" + name + "\"; see GET /v1/sessions");
    }
  }

  /** It is longer than what the model can see. */
  public static final class TooLong extends HistoryException {
    private final int found;
    private final long room;

    public TooLong(int found, long room) {
      super(
          "found a prompt of %d tokens, and there is room for %d; shorten it or start the server with a larger --context"
              .formatted(found, room));
      this.found = found;
      this.room = room;
    }

    /** Tokens of the prompt. */
    public int found() {
      return found;
    }

    /** Tokens that fit. */
    public long room() {
      return room;
    }
  }

  /** Something that this model or this server does not do. */
  public static final class Unsupported extends HistoryException {
    public Unsupported(String message) {
      super(message);
    }
  }
}
