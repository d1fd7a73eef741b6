package io.lethe.server.console;

import io.lethe.server.http.Exchange;
import io.lethe.server.http.Route;
import io.lethe.server.http.Route.ErrorShape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/** The console: a page, its scripts and its style. Needs no key, as it shows nothing by itself. */
public final class ConsoleRoutes {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final List<String> ASSETS =
      List.of(
          "console.css",
          "icon.svg",
          "app.js",
          "api.js",
          "chart.js",
          "dom.js",
          "map.js",
          "parts.js");

  private ConsoleRoutes() {}

  /** {@code /} and what it needs, below {@code /console/}. */
  public static List<Route> all() {
    List<Route> routes = new ArrayList<>();
    routes.add(route("/", "index.html"));
    ASSETS.forEach(asset -> routes.add(route("/console/" + asset, asset)));
    return List.copyOf(routes);
  }

  private static Route route(String path, String asset) {
    byte[] bytes = read(asset);
    String tag = tag(bytes);
    String mediaType = mediaType(asset);
    return new Route(
        "GET", path, ErrorShape.OPENAI, exchange -> serve(exchange, bytes, tag, mediaType));
  }

  private static void serve(Exchange exchange, byte[] bytes, String tag, String mediaType) {
    exchange.setHeader("etag", tag);
    exchange.setHeader("cache-control", "no-cache"); // asked again each time, sent only if changed
    exchange.setHeader("content-security-policy", POLICY);
    exchange.setHeader("x-content-type-options", "nosniff");
    exchange.setHeader("referrer-policy", "no-referrer");
    if (exchange.header("if-none-match").filter(tag::equals).isPresent()) {
      exchange.answer(304, mediaType, new byte[0]);
    } else {
      exchange.answer(200, mediaType, bytes);
    }
  }

  private static byte[] read(String asset) {
    try (InputStream in = ConsoleRoutes.class.getResourceAsStream(asset)) {
      if (in == null) {
        throw new IllegalStateException("found no " + asset + " in the jar, wanted the console");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String tag(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return '"' + HexFormat.of().toHexDigits((int) sum.getValue()) + '"';
  }

  private static String mediaType(String asset) {
    return switch (asset.substring(asset.lastIndexOf('.'))) {
      case ".html" -> "text/html; charset=utf-8";
      case ".css" -> "text/css; charset=utf-8";
      case ".js" -> "text/javascript; charset=utf-8";
      default -> "image/svg+xml";
    };
  }
}
