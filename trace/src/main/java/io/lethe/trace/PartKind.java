package io.lethe.trace;

/**
 * What a part is. Written to traces in lower case; the list may grow, and a reader refuses a kind
 * that it does not know.
 */
public enum PartKind {
  SYSTEM,
  TEXT,
  THOUGHT,
  TOOL_CALL,
  TOOL_RESULT,
  FILE_READ,
  FILE_WRITE,
  LOG,
  REMINDER,
  HOOK_OUTPUT
}
