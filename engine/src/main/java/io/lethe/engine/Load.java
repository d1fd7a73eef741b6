package io.lethe.engine;

/**
 * What an engine is doing and has done.
 *
 * @param waiting sessions that want something computed or looked at while nobody computes, those in
 *     the batch that is being computed included
 * @param writing sessions that generate
 * @param batches computed since the engine was opened
 * @param tokens in those batches
 */
public record Load(int waiting, int writing, long batches, long tokens) {
  /** 0 if nothing was computed. */
  public double tokensPerBatch() {
    return batches == 0 ? 0 : (double) tokens / batches;
  }
}
