package io.lethe.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table of what was measured.
 *
 * @param title what it shows
 * @param columns headings
 * @param rows as many cells each as there are headings
 */
public record Figures(String title, List<String> columns, List<List<String>> rows) {
  public Figures {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "%s: found %d cells, wanted %d".formatted(title, row.size(), columns.size()));
      }
    }
  }

  public static Figures of(String title, String... columns) {
    return new Figures(title, List.of(columns), List.of());
  }

  /** With another row; intervals and numbers are written out. */
  public Figures row(Object... cells) {
    List<List<String>> more = new ArrayList<>(rows);
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(
          switch (cell) {
            case Interval interval -> words(interval);
            case Double number -> number(number);
            default -> cell.toString();
          });
    }
    more.add(row);
    return new Figures(title, columns, more);
  }

  /** {@code 0.41 [0.30, 0.52]}. */
  public static String words(Interval interval) {
    if (!interval.isKnown()) {
      return "–";
    }
    return interval.isSure() && interval.low() != interval.high()
        ? "%s [%s, %s]"
            .formatted(number(interval.estimate()), number(interval.low()), number(interval.high()))
        : number(interval.estimate());
  }

  /** Three significant places or so. */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e9) {
      return Long.toString((long) value);
    }
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.01 ? "%.3f" : "%.2e";
    return String.format(Locale.ROOT, format, value);
  }
}
