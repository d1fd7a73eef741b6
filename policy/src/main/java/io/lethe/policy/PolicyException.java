package io.lethe.policy;

/** A policy was asked for that there is not. The message says what was found and what is known. */
public final class PolicyException extends RuntimeException {
  PolicyException(String message) {
    super(message);
  }
}
