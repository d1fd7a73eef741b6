package io.lethe.trace;

/** Who says a part. Written to traces in lower case. */
public enum PartRole {
  SYSTEM,
  DEVELOPER,
  USER,
  ASSISTANT,
  TOOL
}
