package io.lethe.lab.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What things look like. */
enum Style {
  PAGE("report.css"),
  PLOT("plot.css");

  private final String resource;

  Style(String resource) {
    this.resource = resource;
  }

  String text() {
    try (InputStream stream = Style.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException(resource + " is not packed");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
