package io.lethe.server.http;

/** A request that is not even tried. */
final class Refused extends RuntimeException {
  private final Failure failure;

  Refused(Failure failure) {
    super(failure.message());
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
