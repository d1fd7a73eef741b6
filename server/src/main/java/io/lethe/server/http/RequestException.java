package io.lethe.server.http;

import java.util.Optional;

/** A request that cannot be answered as asked; its own fault. */
public final class RequestException extends RuntimeException {
  private final int status;
  private final Optional<String> parameter;

  /**
   * @param status of HTTP, 400 to 499, or 501 or 503
   * @param parameter the field it is about, such as {@code messages[0].content}
   */
  public RequestException(int status, Optional<String> parameter, String message) {
    super(message);
    this.status = status;
    this.parameter = parameter;
  }

  /** A field that is not as it should be. */
  public static RequestException of(String parameter, String message) {
    return new RequestException(400, Optional.of(parameter), message);
  }

  public int status() {
    return status;
  }

  public Optional<String> parameter() {
    return parameter;
  }
}
