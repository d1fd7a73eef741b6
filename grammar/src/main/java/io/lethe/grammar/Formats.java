package io.lethe.grammar;

import java.util.Map;
import java.util.Optional;

/** Formats of strings as patterns. Each says less than its format allows, and nothing more. */
final class Formats {
  private static final String DATE =
      "[12]\\d{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])"
          + "|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))";
  private static final String TIME =
      "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,6})?" + "(?:Z|[+-](?:0\\d|1[0-3]):[0-5]\\d)";
  private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?";
  private static final String HOST = LABEL + "(?:\\." + LABEL + "){0,3}\\.[a-z]{2,12}";

  private static final Map<String, String> PATTERNS =
      Map.of(
          "date",
          DATE,
          "time",
          TIME,
          "date-time",
          DATE + "T" + TIME,
          "duration",
          "P(?:\\d{1,4}W|\\d{1,4}D(?:T\\d{1,2}H)?|T\\d{1,4}[HMS])",
          "uuid",
          "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
          "email",
          "[A-Za-z0-9_+-]{1,30}(?:\\.[A-Za-z0-9_+-]{1,30})?@" + HOST,
          "hostname",
          HOST,
          "ipv4",
          BYTE + "\\." + BYTE + "\\." + BYTE + "\\." + BYTE,
          "ipv6",
          "[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){7}",
          "uri",
          "https?://"
              + HOST
              + "(?:/[A-Za-z0-9._~-]{1,100}){0,10}/?"
              + "(?:\\?[A-Za-z0-9._~=&-]{1,200})?");

  private Formats() {}

  /** The pattern of a format; empty for one that says nothing here, as JSON Schema wants it. */
  static Optional<String> pattern(String format) {
    return Optional.ofNullable(PATTERNS.get(format)).map(pattern -> "^(?:" + pattern + ")$");
  }
}
