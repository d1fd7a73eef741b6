package io.lethe.server.http;

import java.time.Duration;

/**
 * How much a server takes. Immutable; each {@code with} gives a changed copy.
 *
 * @param bodyBytes of a request, the most
 * @param running requests that compute at a time
 * @param waiting requests that wait for that, the most; more are refused
 * @param deadline a request's, unless it asks for less; it is cancelled then
 * @param reading how long a body may take to come
 * @param idle how long a connection may be silent, and a client may not read
 * @param ping how long a stream is silent before a comment is written
 * @param stop how long open requests may go on once the server is stopped; then they are cancelled
 */
public record Limits(
    long bodyBytes,
    int running,
    int waiting,
    Duration deadline,
    Duration reading,
    Duration idle,
    Duration ping,
    Duration stop) {
  /** 32 MB, 32 and 256 requests, ten minutes. */
  public static final Limits USUAL =
      new Limits(
          32_000_000,
          32,
          256,
          Duration.ofMinutes(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30));

  public Limits {
    if (bodyBytes < 1 || bodyBytes > 1_000_000_000 || running < 1 || waiting < 0) {
      throw new IllegalArgumentException(
          "found bodies of %d bytes, %d requests running and %d waiting, wanted 1 to 1000000000, 1 or more, 0 or more"
              .formatted(bodyBytes, running, waiting));
    }
    requirePositive(deadline, reading, idle, ping, stop);
  }

  private static void requirePositive(Duration... times) {
    for (Duration time : times) {
      if (time.isNegative() || time.isZero()) {
        throw new IllegalArgumentException("found the time %s, wanted more than 0".formatted(time));
      }
    }
  }

  public Limits withBodyBytes(long bytes) {
    return new Limits(bytes, running, waiting, deadline, reading, idle, ping, stop);
  }

  public Limits withRequests(int most, int mostWaiting) {
    return new Limits(bodyBytes, most, mostWaiting, deadline, reading, idle, ping, stop);
  }

  public Limits withDeadline(Duration time) {
    return new Limits(bodyBytes, running, waiting, time, reading, idle, ping, stop);
  }

  public Limits withReading(Duration time) {
    return new Limits(bodyBytes, running, waiting, deadline, time, idle, ping, stop);
  }

  public Limits withIdle(Duration time) {
    return new Limits(bodyBytes, running, waiting, deadline, reading, time, ping, stop);
  }

  public Limits withPing(Duration time) {
    return new Limits(bodyBytes, running, waiting, deadline, reading, idle, time, stop);
  }

  public Limits withStop(Duration time) {
    return new Limits(bodyBytes, running, waiting, deadline, reading, idle, ping, time);
  }
}
