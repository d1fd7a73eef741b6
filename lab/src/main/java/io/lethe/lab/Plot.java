package io.lethe.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * What a report draws.
 *
 * @param x what runs along the bottom
 * @param y what runs up
 */
public record Plot(String title, String x, String y, Shape shape, List<Series> series) {
  /** How it is drawn. */
  public enum Shape {
    /** Points with whiskers, one beside another, each with its name. */
    DOTS,
    /** Lines over numbers. */
    LINES,
    /** Lines over numbers, the bottom in powers of ten. */
    LINES_OVER_POWERS
  }

  /**
   * One line, or one group of dots.
   *
   * @param points in the order in which they are drawn
   */
  public record Series(String name, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /**
   * @param label the name of a dot
   * @param x where it lies along the bottom; for dots their order decides
   */
  public record Point(String label, double x, Interval y) {}

  public Plot {
    series = List.copyOf(series);
  }

  public static Plot dots(String title, String y) {
    return new Plot(title, "", y, Shape.DOTS, List.of());
  }

  public static Plot lines(String title, String x, String y) {
    return new Plot(title, x, y, Shape.LINES, List.of());
  }

  public static Plot overPowers(String title, String x, String y) {
    return new Plot(title, x, y, Shape.LINES_OVER_POWERS, List.of());
  }

  public Plot with(Series more) {
    List<Series> all = new ArrayList<>(series);
    all.add(more);
    return new Plot(title, x, y, shape, all);
  }
}
