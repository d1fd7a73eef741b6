package io.lethe.policy;

/** Who speaks in a part. */
public enum Role {
  SYSTEM,
  USER,
  ASSISTANT,
  TOOL
}
