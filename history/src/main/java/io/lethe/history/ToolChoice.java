package io.lethe.history;

/** Whether the model is to call a tool. */
public sealed interface ToolChoice {
  /** As it likes. */
  record Auto() implements ToolChoice {}

  /** It may not; the tools are told to it all the same. */
  record None() implements ToolChoice {}

  /** It must call one or more. */
  record Required() implements ToolChoice {}

  /** It must call this one. */
  record Named(String name) implements ToolChoice {}
}
