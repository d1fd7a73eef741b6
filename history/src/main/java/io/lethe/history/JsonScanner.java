package io.lethe.history;

import java.util.regex.Pattern;

/**
 * Follows one JSON object character by character, and says at once where it stops being one. What
 * JSON forbids and models write all the same, line ends and tabs inside strings, passes; see {@link
 * #inString}. For one thread.
 */
final class JsonScanner {
  /** What a character did. */
  enum Step {
    /** The object goes on. */
    GOES_ON,
    /** The object is complete, this character included. */
    COMPLETE,
    /** No JSON object goes on like this. */
    BROKEN
  }

  private enum Wanted {
    OBJECT,
    FIRST_KEY,
    KEY,
    COLON,
    VALUE,
    FIRST_ITEM,
    SEPARATOR,
    STRING,
    ESCAPED,
    HEX,
    WORD,
    NOTHING
  }

  private static final int DEEPEST = 256;
  private static final int LONGEST_WORD = 400;
  private static final Pattern WORDS =
      Pattern.compile("true|false|null|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");

  private final StringBuilder open = new StringBuilder(); // the brackets that are open
  private final StringBuilder word = new StringBuilder(); // a number or literal so far
  private final StringBuilder string =
      new StringBuilder(); // of a key or value of the object itself
  private Wanted wanted = Wanted.OBJECT;
  private boolean key;
  private int hexDigits;
  private String topKey = "";

  /** How many objects and arrays are open. */
  int depth() {
    return open.length();
  }

  /** The last key of the outermost object, as it is written between its quotes. */
  String topKey() {
    return topKey;
  }

  /**
   * The string behind {@link #topKey}, as it is written between its quotes; empty if there is none.
   */
  String topString() {
    return string.toString();
  }

  /** Whether the next character stands inside a string. */
  boolean inString() {
    return wanted == Wanted.STRING || wanted == Wanted.ESCAPED || wanted == Wanted.HEX;
  }

  /** Whether the outermost object goes on with a comma or ends. */
  boolean valueEnded() {
    return wanted == Wanted.SEPARATOR && depth() == 1;
  }

  Step add(char c) {
    return switch (wanted) {
      case STRING -> string(c);
      case ESCAPED -> escaped(c);
      case HEX -> hex(c);
      case WORD -> word(c);
      case OBJECT -> c == '{' ? open(c) : Step.BROKEN;
      case NOTHING -> Step.BROKEN;
      case FIRST_KEY, KEY, COLON, VALUE, FIRST_ITEM, SEPARATOR ->
          c == ' ' || c == '\n' || c == '\t' || c == '\r' ? Step.GOES_ON : structure(c);
    };
  }

  private Step structure(char c) {
    return switch (wanted) {
      case FIRST_KEY -> c == '}' ? close(c) : key(c);
      case KEY -> key(c);
      case COLON -> c == ':' ? want(Wanted.VALUE) : Step.BROKEN;
      case FIRST_ITEM -> c == ']' ? close(c) : value(c);
      case VALUE -> value(c);
      case SEPARATOR -> separator(c);
      case OBJECT, STRING, ESCAPED, HEX, WORD, NOTHING -> Step.BROKEN;
    };
  }

  private Step want(Wanted next) {
    wanted = next;
    return Step.GOES_ON;
  }

  private Step open(char bracket) {
    if (open.length() == DEEPEST) {
      return Step.BROKEN;
    }
    open.append(bracket);
    return want(bracket == '{' ? Wanted.FIRST_KEY : Wanted.FIRST_ITEM);
  }

  private Step close(char bracket) {
    char opened = open.charAt(open.length() - 1);
    if ((opened == '{') != (bracket == '}')) {
      return Step.BROKEN;
    }
    open.setLength(open.length() - 1);
    if (open.isEmpty()) {
      wanted = Wanted.NOTHING;
      return Step.COMPLETE;
    }
    return want(Wanted.SEPARATOR);
  }

  private Step key(char c) {
    if (c != '"') {
      return Step.BROKEN;
    }
    key = true;
    return beginString();
  }

  private Step beginString() {
    if (depth() == 1) {
      string.setLength(0);
    }
    return want(Wanted.STRING);
  }

  private Step value(char c) {
    if (c == '"') {
      key = false;
      return beginString();
    }
    if (c == '{' || c == '[') {
      return open(c);
    }
    word.setLength(0);
    wanted = Wanted.WORD;
    return word(c);
  }

  private Step separator(char c) {
    if (c == ',') {
      return want(open.charAt(open.length() - 1) == '{' ? Wanted.KEY : Wanted.VALUE);
    }
    return c == '}' || c == ']' ? close(c) : Step.BROKEN;
  }

  private Step string(char c) {
    if (c == '"') {
      if (key && depth() == 1) {
        topKey = string.toString();
        string.setLength(0);
      }
      return want(key ? Wanted.COLON : Wanted.SEPARATOR);
    }
    if (depth() == 1) {
      string.append(c);
    }
    return want(c == '\\' ? Wanted.ESCAPED : Wanted.STRING);
  }

  private Step escaped(char c) {
    if (depth() == 1) {
      string.append(c);
    }
    hexDigits = 0;
    return c == 'u'
        ? want(Wanted.HEX)
        : "\"\\/bfnrt".indexOf(c) >= 0 ? want(Wanted.STRING) : Step.BROKEN;
  }

  private Step hex(char c) {
    if (Character.digit(c, 16) < 0 || c > 'f') {
      return Step.BROKEN;
    }
    if (depth() == 1) {
      string.append(c);
    }
    return want(++hexDigits == 4 ? Wanted.STRING : Wanted.HEX);
  }

  private Step word(char c) {
    if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "+-.E".indexOf(c) >= 0) {
      word.append(c);
      return word.length() > LONGEST_WORD ? Step.BROKEN : Step.GOES_ON;
    }
    if (!WORDS.matcher(word).matches()) {
      return Step.BROKEN;
    }
    wanted = Wanted.SEPARATOR;
    return add(c);
  }
}
