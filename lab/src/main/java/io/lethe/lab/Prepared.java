package io.lethe.lab;

import io.lethe.engine.TokenSession;

/**
 * A conversation under an arm, to be forked for each question. Owns its columns.
 *
 * @param label what results call the arm: its letter, or another name
 * @param script what the questions follow
 * @param written what the model wrote on the way: a summary, a hand-over; else empty
 */
public record Prepared(String label, TokenSession session, Script script, String written, Cost cost)
    implements AutoCloseable {
  /** A copy that has read a question. */
  public TokenSession asked(String question) {
    TokenSession fork = session.fork();
    fork.append(script.question(question));
    return fork;
  }

  /** As an observation of what it took. */
  public Observation observed(String group) {
    return cost.observed(group, label).with("written", written);
  }

  @Override
  public void close() {
    session.close();
  }
}
