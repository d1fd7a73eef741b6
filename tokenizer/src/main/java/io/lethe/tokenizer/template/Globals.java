package io.lethe.tokenizer.template;

import java.math.BigInteger;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions every template can call. */
final class Globals {
  /** The sandbox of jinja2 has the same limit. */
  private static final int LONGEST_RANGE = 100_000;

  private static final Map<String, Value> ALL =
      Map.of(
          "range", function("range", Globals::range),
          "dict", function("dict", Globals::dict),
          "namespace", function("namespace", Globals::namespace),
          "joiner", function("joiner", Globals::joiner),
          "cycler", function("cycler", Globals::cycler),
          "raise_exception", function("raise_exception", Globals::raise),
          "strftime_now", function("strftime_now", Globals::now));

  private Globals() {}

  static @Nullable Value get(String name) {
    return ALL.get(name);
  }

  private static Callable function(String name, Callable.Body body) {
    return new Callable.Function(name, body);
  }

  private static Value raise(Rendering rendering, Arguments arguments) {
    Value message = arguments.bind("raise_exception", "message").require(0);
    throw new Fault(TemplateException.Kind.RAISED, Printer.show(rendering, message).string());
  }

  private static Value now(Rendering rendering, Arguments arguments) {
    Text format = arguments.bind("strftime_now", "format").text(0);
    return format.derive(TimeFormat.format(format.string(), ZonedDateTime.now(rendering.clock())));
  }

  private static Value range(Rendering rendering, Arguments arguments) {
    List<Value> bounds = arguments.positional();
    if (bounds.isEmpty() || bounds.size() > 3 || !arguments.named().isEmpty()) {
      throw new Fault("range() takes 1 to 3 arguments, " + bounds.size() + " given");
    }
    long start = bounds.size() == 1 ? 0 : Numbers.index(bounds.get(0));
    long stop = Numbers.index(bounds.get(bounds.size() == 1 ? 0 : 1));
    long step = bounds.size() < 3 ? 1 : Numbers.index(bounds.get(2));
    if (step == 0) {
      throw new Fault("range() arg 3 must not be zero");
    }
    long span = step > 0 ? stop - start : start - stop;
    long length = Math.max(0, Math.ceilDiv(span, Math.abs(step)));
    if (length > LONGEST_RANGE) {
      throw Fault.limit("length of a range", length, LONGEST_RANGE);
    }
    rendering.budget().steps(length);
    List<Value> items = new ArrayList<>();
    for (long i = 0; i < length; i++) {
      items.add(new Value.Int(BigInteger.valueOf(start + i * step)));
    }
    String shown = "range(" + start + ", " + stop + (step == 1 ? "" : ", " + step) + ")";
    return new Value.RangeValue(List.copyOf(items), shown);
  }

  private static List<DictValue.Entry> entries(Rendering rendering, Arguments arguments) {
    List<DictValue.Entry> entries = new ArrayList<>();
    if (arguments.positional().size() > 1) {
      throw new Fault("dict() takes 1 argument, " + arguments.positional().size() + " given");
    }
    for (Value source : arguments.positional()) {
      if (source instanceof DictValue dict) {
        dict.entries().forEach(entries::add);
        continue;
      }
      for (Value pair : Elements.list(rendering, source)) {
        List<Value> parts = Elements.list(rendering, pair);
        if (parts.size() != 2) {
          throw new Fault("dict() wants pairs, found " + parts.size() + " values");
        }
        entries.add(new DictValue.Entry(parts.get(0), parts.get(1)));
      }
    }
    arguments
        .named()
        .forEach((name, value) -> entries.add(new DictValue.Entry(Text.plain(name), value)));
    return entries;
  }

  private static Value dict(Rendering rendering, Arguments arguments) {
    return DictValue.of(entries(rendering, arguments));
  }

  private static Value namespace(Rendering rendering, Arguments arguments) {
    Value.NamespaceValue namespace = new Value.NamespaceValue();
    for (DictValue.Entry entry : entries(rendering, arguments)) {
      namespace.attributes().put(Printer.show(rendering, entry.key()).string(), entry.value());
    }
    return namespace;
  }

  private static Value joiner(Rendering rendering, Arguments arguments) {
    Value separator = arguments.bind("joiner", "sep").or(0, Text.plain(", "));
    boolean[] used = {false};
    return function(
        "joiner",
        (_, _) -> {
          Value shown = used[0] ? separator : Text.EMPTY;
          used[0] = true;
          return shown;
        });
  }

  private static Value cycler(Rendering rendering, Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw new Fault("cycler() wants at least one item");
    }
    return new CyclerValue(arguments.positional());
  }

  /** Gives its items in turn. */
  private static final class CyclerValue implements Callable {
    private final List<Value> items;
    private int index;

    CyclerValue(List<Value> items) {
      this.items = items;
    }

    @Override
    public Value call(Rendering rendering, Arguments arguments) {
      throw new Fault("a cycler is not callable, its next() is");
    }

    @Override
    public @Nullable Value attribute(String name) {
      return switch (name) {
        case "current" -> items.get(index);
        case "next" ->
            function(
                name,
                (_, _) -> {
                  Value item = items.get(index);
                  index = (index + 1) % items.size();
                  return item;
                });
        case "reset" ->
            function(
                name,
                (_, _) -> {
                  index = 0;
                  return Value.None.NONE;
                });
        default -> null;
      };
    }
  }
}
