package io.lethe.history;

import java.util.Locale;
import java.util.regex.Pattern;

/** Texts that say the same to a reader although they are never the same twice. */
final class Volatile {
  private static final Pattern BILLING = Pattern.compile("(?i)^x-[a-z-]*billing-header\\b.*");
  private static final Pattern CHANGING =
      Pattern.compile(
          "(?i)\\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\\b"
              + "|\\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
              + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b"
              + "|\\b[ap]m\\b"
              + "|\\b(?=[0-9a-f-]*\\d)[0-9a-f-]{6,}\\b"
              + "|\\d+(?:st|nd|rd|th)?");
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "(?i)\\b(?:clear|remov|omit|elid|prun|truncat|compact|delet|drop|forgot|hidden|stale"
              + "|superseded|placeholder|no longer)");
  private static final int LONGEST_PLACEHOLDER = 300;

  private Volatile() {}

  /** Whether a line is for whoever counts requests, and nothing that a model has to know. */
  static boolean isBilling(String line) {
    return BILLING.matcher(line).matches();
  }

  /** A line in which dates, times, numbers and names like hashes are all the same. */
  static String steady(String line) {
    return CHANGING
        .matcher(line.toLowerCase(Locale.ROOT))
        .replaceAll("#")
        .replaceAll("#(?:[\\s,.:/+-]*#)*", "#");
  }

  /** Whether two lines differ in nothing but dates, times, numbers and names like hashes. */
  static boolean alike(String one, String other) {
    String steady = steady(one);
    return steady.contains("#") && steady.equals(steady(other));
  }

  /** Whether a client put one text in the place of another in order to save room. */
  static boolean isPlaceholder(String text, String of) {
    return text.length() <= LONGEST_PLACEHOLDER
        && (PLACEHOLDER.matcher(text).find() || 4 * text.length() < of.length());
  }
}
