package io.lethe.server.wire;

import io.lethe.engine.Cancellation;
import io.lethe.history.Block;
import io.lethe.history.Cache;
import io.lethe.history.Choice;
import io.lethe.history.Choice.Finish;
import io.lethe.history.Forgotten;
import io.lethe.history.Miss;
import io.lethe.history.Reply;
import io.lethe.history.ReplyListener;
import io.lethe.history.Request;
import io.lethe.history.Start;
import io.lethe.history.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Answers every history with the same blocks, a few characters at a time, and remembers the
 * histories. For one thread.
 */
public final class ScriptedAnswering implements Answering {
  private static final int PIECE = 3;
  private final List<Block> blocks;
  private final Finish finish;
  private final List<Request> requests = new ArrayList<>();
  private Usage usage = new Usage(20, 12, 3, 7, 2);
  private List<Forgotten> forgotten = List.of();
  private Optional<Miss> miss = Optional.empty();
  private Optional<String> stopString = Optional.empty();

  public ScriptedAnswering(Finish finish, Block... blocks) {
    this.finish = finish;
    this.blocks = List.of(blocks);
  }

  /** The same answer, of which something was said to be forgotten. */
  public ScriptedAnswering forgetting(Forgotten... what) {
    forgotten = List.of(what);
    return this;
  }

  public ScriptedAnswering missing(Miss why) {
    miss = Optional.of(why);
    return this;
  }

  public ScriptedAnswering using(Usage newUsage) {
    usage = newUsage;
    return this;
  }

  public ScriptedAnswering stoppedBy(String string) {
    stopString = Optional.of(string);
    return this;
  }

  /** The histories it was asked to answer. */
  public List<Request> requests() {
    return requests;
  }

  public Request lastRequest() {
    return requests.getLast();
  }

  @Override
  public Reply answer(Request request, ReplyListener listener, Cancellation cancellation) {
    requests.add(request);
    listener.started(new Start("s-1", 4, Cache.LIVE, usage.prompt(), usage.cached(), miss));
    int unread = usage.prompt() - usage.cached();
    listener.reading(unread / 2, unread);
    listener.reading(unread, unread);
    for (int choice = 0; choice < request.choices(); choice++) {
      for (Block block : blocks) {
        say(choice, block, listener);
      }
    }
    Choice choice = new Choice(blocks, finish, stopString, List.of());
    List<Choice> choices = IntStream.range(0, request.choices()).mapToObj(i -> choice).toList();
    return new Reply(
        "s-1", 4, "ab12", Cache.LIVE, choices, usage, forgotten, List.of(), miss, 40, 41, 5, 5);
  }

  private static void say(int choice, Block block, ReplyListener listener) {
    String text =
        switch (block) {
          case Block.Text said -> {
            listener.begins(choice, new Block.Text(""));
            yield said.text();
          }
          case Block.Thought thought -> {
            listener.begins(choice, new Block.Thought(""));
            yield thought.text();
          }
          case Block.ToolUse use -> {
            listener.begins(choice, new Block.ToolUse(use.id(), use.name(), ""));
            yield use.arguments();
          }
          case Block.ToolResult result ->
              throw new AssertionError("models do not answer with " + result);
        };
    for (int i = 0; i < text.length(); i += PIECE) {
      listener.more(choice, text.substring(i, Math.min(text.length(), i + PIECE)));
    }
    listener.ends(choice);
  }
}
