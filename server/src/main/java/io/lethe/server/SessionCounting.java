package io.lethe.server;

import io.lethe.history.Gone;
import io.lethe.history.Histories;
import io.lethe.history.PromptTokens;
import io.lethe.history.Request;
import io.lethe.server.wire.Counting;

/** Counts histories as the sessions that they continue would see them. */
record SessionCounting(PromptTokens prompts, Histories histories) implements Counting {
  @Override
  public int tokens(Request request) {
    return prompts.count(request).tokens();
  }

  @Override
  public Counted counted(Request request) {
    Gone gone = histories.gone(request);
    int whole = tokens(request);
    int visible = gone.tokens().isEmpty() ? whole : prompts.count(request, gone).tokens();
    return new Counted(visible, whole, gone.session());
  }
}
