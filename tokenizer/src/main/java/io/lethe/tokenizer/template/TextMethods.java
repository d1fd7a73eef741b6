package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Arguments.Bound;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The methods of Python's {@code str}. */
final class TextMethods {
  private static final Set<String> NAMES =
      Set.of(
          "capitalize",
          "casefold",
          "center",
          "count",
          "endswith",
          "expandtabs",
          "find",
          "format",
          "index",
          "isalnum",
          "isalpha",
          "isascii",
          "isdecimal",
          "isdigit",
          "isidentifier",
          "islower",
          "isnumeric",
          "isprintable",
          "isspace",
          "istitle",
          "isupper",
          "join",
          "ljust",
          "lower",
          "lstrip",
          "partition",
          "removeprefix",
          "removesuffix",
          "replace",
          "rfind",
          "rindex",
          "rjust",
          "rpartition",
          "rsplit",
          "rstrip",
          "split",
          "splitlines",
          "startswith",
          "strip",
          "swapcase",
          "title",
          "translate",
          "upper",
          "zfill",
          "encode",
          "maketrans",
          "format_map");

  /** Methods that would escape their arguments if the text is markup. */
  private static final Set<String> BUILDING =
      Set.of("capitalize", "center", "format", "join", "ljust", "replace", "rjust", "zfill");

  private TextMethods() {}

  static boolean has(String name) {
    return NAMES.contains(name);
  }

  static Value call(Rendering rendering, Text text, String name, Arguments arguments) {
    rendering.budget().characters(text.length());
    if (text.isMarkup() && BUILDING.contains(name)) {
      throw new Fault("the method '" + name + "' of markup is not offered to templates");
    }
    return switch (name) {
      case "upper" -> unary(text, name, arguments).mapped(s -> s.toUpperCase(Locale.ROOT));
      case "lower", "casefold" ->
          unary(text, name, arguments).mapped(s -> s.toLowerCase(Locale.ROOT));
      case "capitalize" -> capitalize(rendering, unary(text, name, arguments));
      case "title" -> title(unary(text, name, arguments));
      case "strip", "lstrip", "rstrip" -> strip(text, name, arguments);
      case "startswith", "endswith" -> affix(text, name, arguments);
      case "removeprefix", "removesuffix" -> removeAffix(text, name, arguments);
      case "find", "rfind", "index", "rindex" -> find(rendering, text, name, arguments);
      case "count" -> count(rendering, text, arguments);
      case "replace" -> replace(rendering, text, arguments);
      case "split" -> Splitting.split(rendering, text, arguments);
      case "rsplit" -> Splitting.splitFromRight(rendering, text, arguments);
      case "splitlines" -> Splitting.lines(rendering, text, arguments);
      case "partition", "rpartition" -> Splitting.partition(rendering, text, name, arguments);
      case "join" -> join(rendering, text, arguments);
      case "center", "ljust", "rjust" -> Padding.justify(rendering, text, name, arguments);
      case "zfill" -> Padding.zeros(rendering, text, arguments);
      case "format" -> TextFormat.format(rendering, text, arguments);
      case "isascii" ->
          Value.Bool.of(unary(text, name, arguments).string().chars().allMatch(c -> c < 128));
      case "isspace" -> every(text, name, arguments, Whitespace::is);
      case "isalpha" -> every(text, name, arguments, Character::isLetter);
      case "isdigit", "isdecimal", "isnumeric" -> every(text, name, arguments, Character::isDigit);
      case "isalnum" -> every(text, name, arguments, Character::isLetterOrDigit);
      case "isupper" -> cased(text, name, arguments, text.string().toUpperCase(Locale.ROOT));
      case "islower" -> cased(text, name, arguments, text.string().toLowerCase(Locale.ROOT));
      default -> throw new Fault("the method '" + name + "' of str is not offered to templates");
    };
  }

  private static Text unary(Text text, String name, Arguments arguments) {
    arguments.bind(name);
    return text;
  }

  private static Value every(Text text, String name, Arguments arguments, IntPredicate fits) {
    arguments.bind(name);
    return Value.Bool.of(!text.isEmpty() && text.string().codePoints().allMatch(fits));
  }

  private static Value cased(Text text, String name, Arguments arguments, String all) {
    arguments.bind(name);
    boolean has =
        !text.string().toUpperCase(Locale.ROOT).equals(text.string().toLowerCase(Locale.ROOT));
    return Value.Bool.of(has && text.string().equals(all));
  }

  static Text capitalize(Rendering rendering, Text text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.string().offsetByCodePoints(0, 1);
    return rendering
        .builder()
        .append(text.slice(0, first).mapped(TextMethods::titleCase))
        .append(text.slice(first, text.length()).mapped(s -> s.toLowerCase(Locale.ROOT)))
        .toText();
  }

  /** Every letter that follows no letter in title case, every other in lower case. */
  private static Text title(Text text) {
    StringBuilder out = new StringBuilder();
    boolean[] inWord = {false};
    text.string()
        .codePoints()
        .forEach(c -> {
          String one = Character.toString(c);
          out.append(inWord[0] ? one.toLowerCase(Locale.ROOT) : titleCase(one));
          inWord[0] =
              Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
        });
    return text.derive(out.toString());
  }

  private static String titleCase(String s) {
    if (s.isEmpty()) {
      return s;
    }
    int c = s.codePointAt(0);
    int titled = Character.toTitleCase(c);
    String first =
        titled == c ? Character.toString(c).toUpperCase(Locale.ROOT) : Character.toString(titled);
    if (first.codePointCount(0, first.length()) > 1) {
      int head = first.offsetByCodePoints(0, 1);
      first = first.substring(0, head) + first.substring(head).toLowerCase(Locale.ROOT);
    }
    return first + s.substring(Character.charCount(c));
  }

  private static Text strip(Text text, String name, Arguments arguments) {
    Value set = arguments.bind(name, "chars").or(0, Value.None.NONE);
    boolean left = !name.equals("rstrip");
    boolean right = !name.equals("lstrip");
    if (set == Value.None.NONE) {
      int from = left ? Whitespace.skip(text.string(), 0) : 0;
      int to = right ? Whitespace.skipBack(text.string(), from, text.length()) : text.length();
      return text.slice(from, to);
    }
    if (!(set instanceof Text characters)) {
      throw new Fault(name + "() wants str for 'chars', found " + Types.name(set));
    }
    Set<Integer> stripped = new HashSet<>(characters.string().codePoints().boxed().toList());
    String s = text.string();
    int from = 0;
    while (left && from < s.length() && stripped.contains(s.codePointAt(from))) {
      from += Character.charCount(s.codePointAt(from));
    }
    int to = s.length();
    while (right && to > from && stripped.contains(s.codePointBefore(to))) {
      to -= Character.charCount(s.codePointBefore(to));
    }
    return text.slice(from, to);
  }

  private static Value affix(Text text, String name, Arguments arguments) {
    Bound bound = arguments.bind(name, "affix");
    List<Value> affixes =
        bound.require(0) instanceof Value.TupleValue tuple ? tuple.items() : List.of(bound.text(0));
    for (Value affix : affixes) {
      if (!(affix instanceof Text wanted)) {
        throw new Fault(name + "() wants str, found " + Types.name(affix));
      }
      boolean fits =
          name.equals("startswith")
              ? text.string().startsWith(wanted.string())
              : text.string().endsWith(wanted.string());
      if (fits) {
        return Value.Bool.TRUE;
      }
    }
    return Value.Bool.FALSE;
  }

  private static Text removeAffix(Text text, String name, Arguments arguments) {
    Text affix = arguments.bind(name, "affix").text(0);
    if (name.equals("removeprefix")) {
      return text.string().startsWith(affix.string())
          ? text.slice(affix.length(), text.length())
          : text;
    }
    return text.string().endsWith(affix.string())
        ? text.slice(0, text.length() - affix.length())
        : text;
  }

  private static Value find(Rendering rendering, Text text, String name, Arguments arguments) {
    Bound bound = arguments.bind(name, "sub", "start", "end");
    Text needle = bound.text(0);
    rendering.budget().search(text, needle);
    int length = text.codePoints();
    int start = text.offset(clamp(bound.get(1), 0, length));
    int end = Math.max(start, text.offset(clamp(bound.get(2), length, length)));
    String s = text.string().substring(start, end);
    int at = name.startsWith("r") ? s.lastIndexOf(needle.string()) : s.indexOf(needle.string());
    if (at < 0 && name.endsWith("index")) {
      throw new Fault("substring not found");
    }
    return Value.Int.of(at < 0 ? -1 : text.string().codePointCount(0, start + at));
  }

  private static int clamp(@Nullable Value value, int otherwise, int length) {
    if (value == null || value == Value.None.NONE) {
      return otherwise;
    }
    long index = Numbers.index(value);
    return Math.clamp(index < 0 ? index + length : index, 0, length);
  }

  private static Value count(Rendering rendering, Text text, Arguments arguments) {
    Text needle = arguments.bind("count", "sub").text(0);
    rendering.budget().search(text, needle);
    if (needle.isEmpty()) {
      return Value.Int.of(text.codePoints() + 1L);
    }
    int count = 0;
    int at = text.string().indexOf(needle.string());
    while (at >= 0) {
      count++;
      at = text.string().indexOf(needle.string(), at + needle.length());
    }
    return Value.Int.of(count);
  }

  private static Text replace(Rendering rendering, Text text, Arguments arguments) {
    Bound bound = arguments.bind("replace", "old", "new", "count");
    return replace(rendering, text, bound.text(0), bound.text(1), bound.integer(2, -1));
  }

  /** Replaces the first {@code count} occurrences, all of them if negative. */
  static Text replace(Rendering rendering, Text text, Text old, Text fresh, int count) {
    rendering.budget().search(text, old);
    TextBuilder out = rendering.builder();
    int left = count < 0 ? Integer.MAX_VALUE : count;
    int done = 0;
    int at = left == 0 ? -1 : text.string().indexOf(old.string());
    while (at >= 0 && left-- > 0) {
      out.append(text.slice(done, at)).append(fresh);
      done = at + old.length();
      int next = old.isEmpty() ? at + 1 : done;
      if (old.isEmpty() && at < text.length()) {
        next = text.string().offsetByCodePoints(at, 1);
      }
      at = next > text.length() ? -1 : text.string().indexOf(old.string(), next);
    }
    return out.append(text.slice(done, text.length())).toText();
  }

  private static Text join(Rendering rendering, Text separator, Arguments arguments) {
    List<Value> parts =
        new ArrayList<>(Elements.list(rendering, arguments.bind("join", "iterable").require(0)));
    TextBuilder out = rendering.builder();
    for (int i = 0; i < parts.size(); i++) {
      if (!(parts.get(i) instanceof Text part)) {
        throw new Fault("join() wants str, item " + i + " is a " + Types.name(parts.get(i)));
      }
      out.append(i > 0 ? separator : Text.EMPTY).append(part);
    }
    return out.toText();
  }
}
