package io.lethe.history;

import java.util.List;
import java.util.Set;

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

  /**
   * It may call none but these, all the others being told to it as well.
   *
   * @param names of some of the tools
   */
  record Allowed(Set<String> names, Mode mode) implements ToolChoice {
    /** Whether it has to. */
    public enum Mode {
      AUTO,
      REQUIRED
    }

    public Allowed {
      names = Set.copyOf(names);
    }
  }

  /** Whether the answer has to be a call. */
  default boolean isForced() {
    return switch (this) {
      case Required _, Named _ -> true;
      case Allowed(Set<String> _, Allowed.Mode mode) -> mode == Allowed.Mode.REQUIRED;
      case Auto _, None _ -> false;
    };
  }

  /** The tools of those given that may be called. */
  default List<Tool> callable(List<Tool> tools) {
    return switch (this) {
      case Auto _, Required _ -> tools;
      case Named(String name) -> tools.stream().filter(tool -> tool.name().equals(name)).toList();
      case Allowed(Set<String> names, Allowed.Mode _) ->
          tools.stream().filter(tool -> names.contains(tool.name())).toList();
      case None _ -> List.of();
    };
  }
}
