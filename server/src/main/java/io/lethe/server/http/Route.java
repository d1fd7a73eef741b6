package io.lethe.server.http;

/**
 * What is at a path.
 *
 * @param method such as GET
 * @param path with {@code {name}} for one segment each, such as {@code /v1/sessions/{id}}
 * @param errors how its errors are written
 * @param load whether requests of it wait for their turn
 * @param access who may ask
 */
public record Route(
    String method, String path, ErrorShape errors, Load load, Access access, Handler handler) {
  /** The vendors' ways to write an error. */
  public enum ErrorShape {
    OPENAI,
    ANTHROPIC
  }

  /** How much work a request is. */
  public enum Load {
    /** It is answered at once, however busy the server is. */
    QUICK,
    /** It computes: so many at a time, the rest wait. */
    COMPUTES
  }

  /** Who may ask. */
  public enum Access {
    /** Whoever has a key, where keys are needed. */
    KEY,
    /** Anybody: it tells nothing of anybody's. */
    OPEN
  }

  public Route {
    if (!method.matches("[A-Z]+") || !path.startsWith("/")) {
      throw new IllegalArgumentException(
          "found the route %s %s, wanted a method and a path".formatted(method, path));
    }
  }

  /** A route for those who have a key; what is posted to it computes. */
  public Route(String method, String path, ErrorShape errors, Handler handler) {
    this(
        method,
        path,
        errors,
        method.equals("POST") ? Load.COMPUTES : Load.QUICK,
        Access.KEY,
        handler);
  }

  /** The same, answered at once. */
  public Route quick() {
    return new Route(method, path, errors, Load.QUICK, access, handler);
  }

  /** The same, for anybody. */
  public Route open() {
    return new Route(method, path, errors, load, Access.OPEN, handler);
  }
}
