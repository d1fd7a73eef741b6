package io.lethe.lab;

/** What can go wrong with what a person gives the laboratory. Each message says what to do. */
public sealed class LabException extends RuntimeException {
  private LabException(String message) {
    super(message);
  }

  /** A file of conversations is not as it should be. */
  public static final class BadConversations extends LabException {
    BadConversations(String file, int line, String what) {
      super("%s line %d: %s; see docs/lab.md for the form".formatted(file, line, what));
    }
  }

  /** A folder holds results of something else. */
  public static final class OtherResults extends LabException {
    OtherResults(String file, String what, String found, String wanted) {
      super(
          "%s holds results with %s %s, wanted %s; name another folder with --out, or remove the file"
              .formatted(file, what, found, wanted));
    }
  }

  /** Results cannot be read. */
  public static final class BadResults extends LabException {
    BadResults(String file, int line, String what) {
      super("%s line %d: %s; remove the file and run again".formatted(file, line, what));
    }
  }

  /** Somebody else writes the same results. */
  public static final class Busy extends LabException {
    Busy(String file) {
      super(file + " is being written by another run; wait for it, or name another folder");
    }
  }

  /** A recording does not fit into the engine's columns twice, not even its first turn. */
  public static final class NoRoom extends LabException {
    NoRoom(String recording, long found, long wanted) {
      super(
          "%s: found room for %d columns, wanted %d to read its first turn twice; open the model with a larger --context"
              .formatted(recording, found, wanted));
    }
  }

  /** A plan is not written as one. */
  public static final class BadPlan extends LabException {
    BadPlan(String found) {
      super(
          "found plan '%s', wanted names of policies, then @ and columns or a share of them where there is a budget: default, budget@2048 or budget@50%%"
              .formatted(found));
    }
  }

  /** A chat template rewrites what came before a question. */
  public static final class UnstableTemplate extends LabException {
    UnstableTemplate(String conversation) {
      super(
          "the chat template rewrites conversation %s when a question is added; the laboratory needs a model whose template appends"
              .formatted(conversation));
    }
  }
}
