package io.lethe.server.http;

/**
 * What is at a path.
 *
 * @param method such as GET
 * @param path with {@code {name}} for one segment each, such as {@code /v1/sessions/{id}}
 * @param errors how its errors are written
 */
public record Route(String method, String path, ErrorShape errors, Handler handler) {
  /** The vendors' ways to write an error. */
  public enum ErrorShape {
    OPENAI,
    ANTHROPIC
  }
}
