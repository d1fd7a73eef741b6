package io.lethe.tokenizer.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A macro together with the scope it was defined in, whose variables it sees as they are when
 * called.
 */
record MacroValue(Statement.Macro macro, Scope scope, Executor executor) implements Callable {
  @Override
  public String typeName() {
    return "Macro";
  }

  @Override
  public @Nullable Value attribute(String name) {
    return switch (name) {
      case "name" -> Text.plain(macro.name());
      case "arguments" ->
          Value.TupleValue.of(
              macro.parameters().stream().<Value>map(p -> Text.plain(p.name())).toList());
      default -> null;
    };
  }

  @Override
  public Value call(Rendering rendering, Arguments arguments) {
    int line = rendering.line();
    Scope inner = scope.inner();
    bind(arguments, inner);
    rendering.budget().enter();
    Text printed = executor.print(macro.body(), inner);
    rendering.budget().leave();
    rendering.reach(line);
    return printed;
  }

  private void bind(Arguments arguments, Scope inner) {
    List<Value> positional = arguments.positional();
    Map<String, Value> named = new LinkedHashMap<>(arguments.named());
    Value caller = named.remove("caller");
    inner.set("caller", caller != null ? caller : new Value.Undefined("No caller defined"));
    int index = 0;
    for (Statement.Parameter parameter : macro.parameters()) {
      Value given = named.remove(parameter.name());
      if (index < positional.size()) {
        if (given != null) {
          throw new Fault(macro.name() + "() got '" + parameter.name() + "' twice");
        }
        given = positional.get(index);
      }
      index++;
      inner.set(parameter.name(), given != null ? given : missing(parameter, inner));
    }
    extras(positional, named, inner);
  }

  private void extras(List<Value> positional, Map<String, Value> named, Scope inner) {
    int known = Math.min(macro.parameters().size(), positional.size());
    List<Value> rest = List.copyOf(positional.subList(known, positional.size()));
    if (macro.extras().contains(Statement.Extra.VARARGS)) {
      inner.set("varargs", Value.TupleValue.of(rest));
    } else if (!rest.isEmpty()) {
      throw new Fault(
          "macro '"
              + macro.name()
              + "' takes "
              + macro.parameters().size()
              + " argument(s), "
              + positional.size()
              + " given");
    }
    if (macro.extras().contains(Statement.Extra.KWARGS)) {
      List<DictValue.Entry> entries = new ArrayList<>();
      named.forEach((name, value) -> entries.add(new DictValue.Entry(Text.plain(name), value)));
      inner.set("kwargs", DictValue.of(entries));
    } else if (!named.isEmpty()) {
      throw new Fault("macro '" + macro.name() + "' takes no argument " + named.keySet());
    }
  }

  private Value missing(Statement.Parameter parameter, Scope inner) {
    Expr otherwise = parameter.otherwise();
    return otherwise != null
        ? executor.defaultOf(otherwise, inner)
        : new Value.Undefined("parameter '" + parameter.name() + "' was not provided");
  }
}
