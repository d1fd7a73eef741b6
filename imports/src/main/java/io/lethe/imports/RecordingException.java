package io.lethe.imports;

/** A recording cannot be read. The message says what was found, what was wanted and where. */
public abstract sealed class RecordingException extends RuntimeException {
  private RecordingException(String message) {
    super(message);
  }

  /** It is no recording that anybody here knows. */
  public static final class Unknown extends RecordingException {
    Unknown(String where, String found, String wanted) {
      super("%s: found %s, wanted %s".formatted(where, found, wanted));
    }
  }

  /** It is larger, deeper or longer than is read. */
  public static final class TooLarge extends RecordingException {
    TooLarge(String where, String found, String most) {
      super("%s: found %s, wanted %s at most".formatted(where, found, most));
    }
  }
}
