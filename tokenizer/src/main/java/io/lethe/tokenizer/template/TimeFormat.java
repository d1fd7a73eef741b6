package io.lethe.tokenizer.template;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Python's {@code strftime} in the C locale. */
final class TimeFormat {
  private TimeFormat() {}

  static String format(String format, ZonedDateTime time) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      boolean unpadded = format.startsWith("%-", at);
      int directive = at + (unpadded ? 2 : 1);
      if (c != '%' || directive >= format.length()) {
        out.append(c);
        at++;
        continue;
      }
      String field = field(format.charAt(directive), time);
      out.append(unpadded ? field.replaceFirst("^0+(?=.)", "") : field);
      at = directive + 1;
    }
    return out.toString();
  }

  private static String field(char directive, ZonedDateTime time) {
    String pattern =
        switch (directive) {
          case 'Y' -> "uuuu";
          case 'y' -> "uu";
          case 'm' -> "MM";
          case 'd' -> "dd";
          case 'B' -> "MMMM";
          case 'b', 'h' -> "MMM";
          case 'A' -> "EEEE";
          case 'a' -> "EEE";
          case 'H' -> "HH";
          case 'I' -> "hh";
          case 'M' -> "mm";
          case 'S' -> "ss";
          case 'p' -> "a";
          case 'j' -> "DDD";
          case 'F' -> "uuuu-MM-dd";
          case 'T' -> "HH:mm:ss";
          case 'D' -> "MM/dd/uu";
          case '%' -> "'%'";
          default ->
              throw new Fault("the time format '%" + directive + "' is not offered to templates");
        };
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
  }
}
