package io.lethe.tokenizer.template;

import org.jspecify.annotations.Nullable;

/** Something a template can call: a function, a method bound to its value, a macro. */
non-sealed interface Callable extends Value {
  Value call(Rendering rendering, Arguments arguments);

  /** How Python would name its type. */
  default String typeName() {
    return "function";
  }

  /** An attribute such as the name of a macro, or null. */
  default @Nullable Value attribute(String name) {
    return null;
  }

  /** What a call does. */
  @FunctionalInterface
  interface Body {
    Value call(Rendering rendering, Arguments arguments);
  }

  /** A callable that is no more than its name and what it does. */
  record Function(String name, Body body) implements Callable {
    @Override
    public Value call(Rendering rendering, Arguments arguments) {
      return body.call(rendering, arguments);
    }
  }
}
