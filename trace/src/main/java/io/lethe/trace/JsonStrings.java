package io.lethe.trace;

import tools.jackson.core.JsonGenerator;

/** Writes any Java string, also one that is no Unicode: half a surrogate pair is escaped. */
final class JsonStrings {
  private JsonStrings() {}

  static void write(JsonGenerator json, String text) {
    if (isUnicode(text)) {
      json.writeString(text);
    } else {
      json.writeRawValue(ascii(text));
    }
  }

  private static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(JsonStrings::isHalf);
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static String ascii(String text) {
    StringBuilder escaped = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
        escaped.append(c);
      } else {
        escaped.append("\\u%04x".formatted((int) c));
      }
    }
    return escaped.append('"').toString();
  }
}
