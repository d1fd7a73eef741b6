package io.lethe.policy;

/** Whether the model sees a part. */
public enum State {
  /** The model sees it, or what is left of it; it may be forgotten. */
  LIVE,
  /** A person said that it stays. */
  PINNED,
  /** All of its columns are gone. */
  FORGOTTEN
}
