package io.lethe.lab.report;

import io.lethe.lab.Figures;
import io.lethe.lab.Interval;
import io.lethe.lab.Plot;
import io.lethe.lab.Plot.Point;
import io.lethe.lab.Plot.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;

/** A plot as SVG that takes its colours from the page. For one plot. */
final class Drawing {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final int LEFT = 64;
  private static final int RIGHT = 28;
  private static final int TOP = 16;
  private static final int BOTTOM = 52;
  private static final int COLOURS = 8;

  /** Of most fonts of 12 pixels, blanks between words included. */
  private static final double WIDTH_OF_LETTER = 6.5;

  private final Plot plot;
  private final StringBuilder svg = new StringBuilder();
  private final Axis across;
  private final Axis up;

  private Drawing(Plot plot) {
    this.plot = plot;
    List<Double> heights = new ArrayList<>();
    List<Double> places = new ArrayList<>();
    for (Series series : plot.series()) {
      for (Point point : series.points()) {
        heights.add(point.y().estimate());
        heights.add(point.y().low());
        heights.add(point.y().high());
        places.add(point.x());
      }
    }
    this.up = Axis.around(heights, HEIGHT - BOTTOM, TOP, Axis.Scale.EVEN);
    this.across =
        switch (plot.shape()) {
          case DOTS -> new Axis(-0.5, most(places) + 0.5, LEFT, WIDTH - RIGHT, Axis.Scale.EVEN);
          case LINES -> Axis.around(places, LEFT, WIDTH - RIGHT, Axis.Scale.EVEN);
          case LINES_OVER_POWERS -> Axis.around(places, LEFT, WIDTH - RIGHT, Axis.Scale.POWERS);
        };
  }

  private static double most(List<Double> values) {
    return values.stream().mapToDouble(each -> each).max().orElse(0);
  }

  /** An {@code svg} element. */
  static String of(Plot plot) {
    return new Drawing(plot).draw();
  }

  /** A picture that needs no page: with its colours, light or dark as the reader has it. */
  static String standing(Plot plot) {
    return of(plot)
        .replaceFirst(
            "<svg ([^>]*)>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" $1>\n<style>\n%ssvg { background: var(--paper); font-family: system-ui, sans-serif; }\n</style>"
                .formatted(Matcher.quoteReplacement(Style.PLOT.text())));
  }

  private String draw() {
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(WIDTH, HEIGHT + legendHeight(), Html.escaped(plot.title())));
    grid();
    bottom();
    for (int i = 0; i < plot.series().size(); i++) {
      series(plot.series().get(i), "c" + i % COLOURS);
    }
    if (named()) {
      legend();
    }
    return svg.append("</svg>\n").toString();
  }

  private boolean named() {
    return plot.series().size() > 1;
  }

  private int legendHeight() {
    return named() ? 20 * ((plot.series().size() + 3) / 4) : 0;
  }

  private void grid() {
    for (double tick : up.ticks()) {
      line("grid", LEFT, up.place(tick), WIDTH - RIGHT, up.place(tick));
      text("end", LEFT - 8, up.place(tick) + 4, Figures.number(round(tick)));
    }
    svg.append(
        "<text class=\"label\" text-anchor=\"middle\" transform=\"translate(14 %s) rotate(-90)\">%s</text>\n"
            .formatted(number((TOP + HEIGHT - BOTTOM) / 2.0), Html.escaped(plot.y())));
  }

  private static double round(double tick) {
    return Math.rint(tick * 1e9) / 1e9;
  }

  private void bottom() {
    double below = HEIGHT - BOTTOM;
    line("axis", LEFT, below, WIDTH - RIGHT, below);
    switch (plot.shape()) {
      case DOTS -> {
        int rows = labelRows();
        for (Series series : plot.series()) {
          for (int i = 0; i < series.points().size(); i++) {
            Point point = series.points().get(i);
            text("middle", across.place(point.x()), below + 18 + 14 * (i % rows), point.label());
          }
        }
      }
      case LINES, LINES_OVER_POWERS -> {
        for (double tick : across.ticks()) {
          line("axis", across.place(tick), below, across.place(tick), below + 4);
          text("middle", across.place(tick), below + 18, tick(tick));
        }
        text("middle", (LEFT + WIDTH - RIGHT) / 2.0, below + 38, plot.x());
      }
    }
  }

  /** In how many rows the names of dots stand, so that none covers its neighbour: 1 to 3. */
  private int labelRows() {
    double widest =
        plot.series().stream()
            .flatMap(series -> series.points().stream())
            .mapToDouble(point -> WIDTH_OF_LETTER * point.label().length())
            .max()
            .orElse(0);
    double apart = across.place(1) - across.place(0);
    return Math.clamp((int) Math.ceil(widest / apart), 1, 3);
  }

  private static String tick(double value) {
    return value >= 10_000
        ? String.format(Locale.ROOT, "%.0e", value)
        : Figures.number(round(value));
  }

  private void series(Series series, String colour) {
    svg.append("<g class=\"").append(colour).append("\">\n");
    if (plot.shape() != Plot.Shape.DOTS && series.points().size() > 1) {
      StringBuilder path = new StringBuilder();
      for (Point point : series.points()) {
        if (point.y().isKnown()) {
          path.append(path.isEmpty() ? "M" : "L")
              .append(number(across.place(point.x())))
              .append(' ')
              .append(number(up.place(point.y().estimate())));
        }
      }
      svg.append("<path class=\"line\" d=\"").append(path).append("\"/>\n");
    }
    boolean crowded = series.points().size() > 40;
    for (Point point : series.points()) {
      if (point.y().isKnown() && !crowded) {
        dot(point);
      }
    }
    svg.append("</g>\n");
  }

  private void dot(Point point) {
    double x = across.place(point.x());
    Interval y = point.y();
    if (y.isSure() && y.low() != y.high()) {
      line("whisker", x, up.place(y.low()), x, up.place(y.high()));
      line("whisker", x - 4, up.place(y.low()), x + 4, up.place(y.low()));
      line("whisker", x - 4, up.place(y.high()), x + 4, up.place(y.high()));
    }
    svg.append(
        "<circle cx=\"%s\" cy=\"%s\" r=\"4\"><title>%s</title></circle>\n"
            .formatted(
                number(x),
                number(up.place(y.estimate())),
                Html.escaped((point.label() + " " + Figures.words(y)).strip())));
  }

  private void legend() {
    for (int i = 0; i < plot.series().size(); i++) {
      double x = LEFT + (i % 4) * (WIDTH - LEFT - RIGHT) / 4.0;
      double y = HEIGHT + 20.0 * (i / 4) + 4;
      svg.append("<g class=\"c%d\">".formatted(i % COLOURS));
      svg.append("<circle cx=\"%s\" cy=\"%s\" r=\"4\"/></g>".formatted(number(x), number(y)));
      text("start", x + 9, y + 4, plot.series().get(i).name());
    }
  }

  private void line(String kind, double x1, double y1, double x2, double y2) {
    svg.append(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
            .formatted(kind, number(x1), number(y1), number(x2), number(y2)));
  }

  private void text(String anchor, double x, double y, String text) {
    svg.append(
        "<text text-anchor=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n"
            .formatted(anchor, number(x), number(y), Html.escaped(text)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
