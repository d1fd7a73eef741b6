package io.lethe.session;

/** A session cannot do what was asked. The message says what was found and what was wanted. */
public abstract sealed class SessionException extends RuntimeException {
  private SessionException(String message) {
    super(message);
  }

  /** The trace belongs to another model or another arithmetic. */
  public static final class OtherModel extends SessionException {
    OtherModel(String session, String found, String wanted) {
      super(
          "session %s was made by %s, and this is %s; open it with its own model"
              .formatted(session, found, wanted));
    }
  }

  /** No part has this number. */
  public static final class NoPart extends SessionException {
    NoPart(int id, int parts) {
      super(
          parts == 0
              ? "found part %d, but the session has none yet".formatted(id)
              : "found part %d, wanted 0 to %d".formatted(id, parts - 1));
    }
  }

  /** Nothing is left of what was to be deleted. */
  public static final class NothingToDelete extends SessionException {
    NothingToDelete(String what) {
      super("found nothing left of " + what + ", wanted live columns");
    }
  }

  /** A part has no text that could come again. */
  public static final class NothingToRecall extends SessionException {
    NothingToRecall(int id) {
      super("found a blank text in part " + id + ", wanted one that can be said again");
    }
  }

  /** A part that was pinned would have to go. */
  public static final class PartPinned extends SessionException {
    PartPinned(int id) {
      super("part " + id + " is pinned; unpin it first");
    }
  }

  /** A trace says something that cannot be done again. */
  public static final class Unreplayable extends SessionException {
    Unreplayable(String why) {
      super(why);
    }
  }

  /** The vocabulary lacks a character that an answer needs. */
  public static final class Speechless extends SessionException {
    Speechless(String list) {
      super(
          "found no token to go on with \"%s\", wanted a vocabulary with digits, commas and brackets"
              .formatted(list));
    }
  }

  /** The session failed before and is in an unknown state. */
  public static final class Broken extends SessionException {
    Broken(String session) {
      super("session " + session + " failed while it was changed; close it and open it again");
    }
  }
}
