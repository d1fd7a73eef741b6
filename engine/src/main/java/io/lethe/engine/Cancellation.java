package io.lethe.engine;

/** Lets any thread end what a session is doing. Once cancelled it stays so. */
public final class Cancellation {
  private volatile boolean cancelled;

  public Cancellation() {}

  /** Asks for the end; work ends after the batch that is being computed. */
  public void cancel() {
    cancelled = true;
  }

  public boolean isCancelled() {
    return cancelled;
  }
}
