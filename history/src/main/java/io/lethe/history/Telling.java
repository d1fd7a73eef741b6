package io.lethe.history;

import io.lethe.engine.Engine;
import io.lethe.engine.Generation;
import io.lethe.engine.GenerationListener;
import io.lethe.engine.TokenLogprobs;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One choice while it is written: text goes in, blocks come out. For the thread that writes. */
final class Telling implements GenerationListener {
  private final Request request;
  private final ReplyListener listener;
  private final int choice;
  private final BlockSplitter splitter;
  private List<Block> blocks = List.of();

  /**
   * @param session and {@code turn} name the calls
   */
  Telling(
      Request request,
      ToolFormat format,
      String session,
      int turn,
      ReplyListener listener,
      int choice) {
    this.request = request;
    this.listener = listener;
    this.choice = choice;
    CallIds ids = new CallIds(session, turn);
    Set<String> callable =
        request.toolChoice().callable(request.tools()).stream()
            .map(Tool::name)
            .collect(Collectors.toSet());
    this.splitter =
        new BlockSplitter(
            format.syntax(),
            request.begun().isEmpty() ? format.beginning() : BlockSplitter.Beginning.INSIDE_TEXT,
            callable::contains,
            ids::of,
            listener,
            choice);
  }

  @Override
  public void text(String piece) {
    splitter.add(piece);
  }

  /** The whole answer. */
  Choice choice(Generation generation, Engine engine) {
    blocks = splitter.end().stream().map(Written::block).toList();
    for (TokenLogprobs token : generation.logprobs()) {
      listener.token(choice, token);
    }
    boolean called = blocks.stream().anyMatch(block -> block instanceof Block.ToolUse);
    return new Choice(
        blocks,
        switch (generation.finish()) {
          case STOP_TOKEN -> called ? Choice.Finish.TOOL_CALLS : Choice.Finish.STOP;
          case STOP_STRING -> Choice.Finish.STOP_STRING;
          case LENGTH -> Choice.Finish.LENGTH;
          case CONTEXT_FULL -> Choice.Finish.CONTEXT_FULL;
          case CANCELLED -> Choice.Finish.CANCELLED;
        },
        generation.finish() == Generation.Finish.STOP_STRING
            ? stopString(generation, engine)
            : Optional.empty(),
        generation.logprobs());
  }

  private Optional<String> stopString(Generation generation, Engine engine) {
    int[] ids = generation.tokens().stream().mapToInt(i -> i).toArray();
    String all = engine.tokenizer().decode(ids);
    int end = generation.text().length();
    return request.generation().stopStrings().stream()
        .filter(stop -> all.startsWith(stop, end) || all.indexOf(stop) == end)
        .findFirst()
        .or(() -> request.generation().stopStrings().stream().findFirst());
  }

  /** How many tokens were thoughts. */
  int thoughts(Engine engine) {
    return blocks.stream()
        .mapToInt(block ->
            block instanceof Block.Thought(String text, _)
                ? engine.tokenizer().encode(text).length
                : 0)
        .sum();
  }
}
