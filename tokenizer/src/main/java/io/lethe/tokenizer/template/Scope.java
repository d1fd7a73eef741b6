package io.lethe.tokenizer.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables of one block; a name that is not here is looked for outside. */
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Value> variables;

  private Scope(@Nullable Scope outer, Map<String, Value> variables) {
    this.outer = outer;
    this.variables = variables;
  }

  static Scope outermost(Map<String, Value> variables) {
    return new Scope(null, new HashMap<>(variables));
  }

  Scope inner() {
    return new Scope(this, new HashMap<>());
  }

  @Nullable Value get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Value value = scope.variables.get(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  void set(String name, Value value) {
    variables.put(name, value);
  }
}
