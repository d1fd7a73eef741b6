package io.lethe.lab.report;

import java.util.ArrayList;
import java.util.List;

/**
 * From values to places on the page.
 *
 * @param low the value at the beginning
 * @param high the value at the end, above {@code low}
 * @param from the place of the beginning
 * @param to the place of the end; below {@code from} where the axis runs up
 * @param scale how values lie between
 */
record Axis(double low, double high, double from, double to, Scale scale) {
  /** How values lie between the ends. */
  enum Scale {
    EVEN,
    /** Each power of ten takes as much. */
    POWERS
  }

  /** Has room for all values; for an even scale 0 is there where it is near. */
  static Axis around(List<Double> values, double from, double to, Scale scale) {
    double low = values.stream().mapToDouble(each -> each).filter(Double::isFinite).min().orElse(0);
    double high =
        values.stream().mapToDouble(each -> each).filter(Double::isFinite).max().orElse(1);
    if (scale == Scale.POWERS) {
      double least = Math.max(1e-9, low);
      double first = Math.floor(Math.log10(least));
      double last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(least, high))));
      return new Axis(Math.pow(10, first), Math.pow(10, last), from, to, scale);
    }
    if (low > 0 && low < 0.6 * high) {
      low = 0;
    }
    if (high < 0 && high > 0.6 * low) {
      high = 0;
    }
    if (high <= low) {
      high = low + Math.max(1, Math.abs(low));
    }
    double step = step(low, high);
    return new Axis(
        step * Math.floor(low / step + 1e-9),
        step * Math.ceil(high / step - 1e-9),
        from,
        to,
        scale);
  }

  double place(double value) {
    double share =
        switch (scale) {
          case EVEN -> (value - low) / (high - low);
          case POWERS ->
              (Math.log10(Math.max(value, low)) - Math.log10(low))
                  / (Math.log10(high) - Math.log10(low));
        };
    return from + share * (to - from);
  }

  /** Round values, the ends among them. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    switch (scale) {
      case EVEN -> {
        double step = step(low, high);
        for (int i = 0; low + i * step <= high + step * 1e-6; i++) {
          ticks.add(Math.rint((low + i * step) / step) * step);
        }
      }
      case POWERS -> {
        for (double each = Math.log10(low); each <= Math.log10(high) + 1e-9; each++) {
          ticks.add(Math.pow(10, Math.rint(each)));
        }
      }
    }
    return ticks;
  }

  /** 1, 2 or 5 times a power of ten, so that there are four to ten steps. */
  private static double step(double low, double high) {
    double rough = (high - low) / 5;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double lead = rough / power;
    return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
  }
}
