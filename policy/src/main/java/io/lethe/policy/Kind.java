package io.lethe.policy;

/** What a part is, whoever speaks in it. */
public enum Kind {
  TEXT,
  /** The model asks for a tool. */
  TOOL_CALL,
  /** What a tool answered, when nothing more is known of it. */
  TOOL_RESULT,
  /** The contents of a file, or lines of it; the part's name is the path. */
  FILE_READ,
  /** A file was written or edited; the part's name is the path. */
  FILE_WRITE,
  /** Output of a program, line by line. */
  LOG,
  /** What the model thought before it answered. */
  THOUGHT,
  /** Text that a client injected for one turn. */
  REMINDER,
  /** What a client's hook printed. */
  HOOK_OUTPUT
}
