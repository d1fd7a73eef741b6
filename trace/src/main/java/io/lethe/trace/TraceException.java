package io.lethe.trace;

import java.io.IOException;
import java.nio.file.Path;

/** A trace cannot be read or written as wanted. The message names file, found and wanted. */
public abstract sealed class TraceException extends RuntimeException {
  private final Path file;

  private TraceException(Path file, String message) {
    super(file + ": " + message);
    this.file = file;
  }

  /** The file or folder in question. */
  public Path file() {
    return file;
  }

  /** A line is damaged, contradicts another one, or says something unknown. */
  public static final class Malformed extends TraceException {
    private final int line;

    Malformed(Path file, int line, String trouble) {
      super(file, "line " + line + ": " + trouble);
      this.line = line;
    }

    /** Which one, from 1. */
    public int line() {
      return line;
    }
  }

  /** The file holds no whole event: its writer was killed before it was told of success. */
  public static final class Empty extends TraceException {
    Empty(Path file) {
      super(file, "found no whole event, wanted one that opens a session; remove the file");
    }
  }

  /** The trace is written in another version of the format. */
  public static final class OtherFormat extends TraceException {
    OtherFormat(Path file, long found) {
      super(
          file,
          "found format %d, wanted %d; read it with the Lethe that wrote it"
              .formatted(found, TraceEvent.Opened.FORMAT));
    }
  }

  /** Somebody else writes the trace. */
  public static final class Locked extends TraceException {
    Locked(Path file, String owner) {
      super(
          file, "found it being written by " + owner + ", wanted to be the only writer; end that");
    }
  }

  /** The operating system refuses. A writer that met this takes no further event. */
  public static final class Unwritable extends TraceException {
    Unwritable(Path file, IOException cause) {
      super(
          file, "found " + cause + ", wanted to write; open the session again once that is mended");
      initCause(cause);
    }
  }

  /** The operating system refuses to read. */
  public static final class Unreadable extends TraceException {
    Unreadable(Path file, IOException cause) {
      super(file, "found " + cause + ", wanted a readable trace");
      initCause(cause);
    }
  }

  /** There is no such session. */
  public static final class NoSession extends TraceException {
    NoSession(Path folder) {
      super(folder, "found no session, wanted one of this name");
    }
  }

  /** There is a session of this name. */
  public static final class SessionExists extends TraceException {
    SessionExists(Path folder) {
      super(folder, "found a session, wanted a new name; open it, remove it, or choose another");
    }
  }

  /** No session can have this name. */
  public static final class WrongName extends TraceException {
    WrongName(Path folder, String name) {
      super(
          folder,
          "found session name \"%s\", wanted 1 to %d letters, digits, '.', '_' or '-', no '.' first"
              .formatted(Wanted.shown(name), TraceFolder.LONGEST_NAME));
    }
  }
}
