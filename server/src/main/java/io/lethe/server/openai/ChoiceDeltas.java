package io.lethe.server.openai;

import io.lethe.engine.TokenLogprobs;
import io.lethe.history.Block;
import io.lethe.server.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One choice of a stream, delta by delta. A tool's name and the id of its call come once, then
 * pieces of its arguments under the same index. For one thread at a time.
 */
final class ChoiceDeltas {
  /** What is being written. */
  private enum Kind {
    TEXT,
    THOUGHT,
    CALL
  }

  private final int index;
  private final LogprobFields logprobs;
  private final List<TokenLogprobs> tokens = new ArrayList<>(); // written, not sent yet
  private Kind kind = Kind.TEXT;
  private int calls;

  ChoiceDeltas(int index, LogprobFields logprobs) {
    this.index = index;
    this.logprobs = logprobs;
  }

  /** The first delta: who speaks. */
  ObjectNode opening() {
    ObjectNode delta = Json.object().put("role", "assistant").putNull("content");
    return choice(delta);
  }

  /** A delta that says nothing. */
  ObjectNode silence() {
    return choice(Json.object());
  }

  Optional<ObjectNode> begins(Block block) {
    return switch (block) {
      case Block.Text text -> {
        kind = Kind.TEXT;
        yield Optional.empty();
      }
      case Block.Thought thought -> {
        kind = Kind.THOUGHT;
        yield Optional.empty();
      }
      case Block.ToolUse use -> {
        kind = Kind.CALL;
        calls++;
        ObjectNode call = call().put("id", use.id()).put("type", "function");
        call.putObject("function").put("name", use.name()).put("arguments", "");
        yield Optional.of(called(call));
      }
      case Block.ToolResult result ->
          throw new IllegalStateException("found " + result + " in an answer, wanted a call");
    };
  }

  ObjectNode more(String piece) {
    return switch (kind) {
      case TEXT -> choice(Json.object().put("content", piece));
      case THOUGHT -> choice(Json.object().put("reasoning_content", piece));
      case CALL -> {
        ObjectNode call = call();
        call.putObject("function").put("arguments", piece);
        yield called(call);
      }
    };
  }

  void token(TokenLogprobs token) {
    tokens.add(token);
  }

  /** The last one, which alone says why it ended. */
  ObjectNode end(String finishReason) {
    return choice(Json.object()).put("finish_reason", finishReason);
  }

  private ObjectNode call() {
    return Json.object().put("index", calls - 1);
  }

  private ObjectNode called(ObjectNode call) {
    ArrayNode list = Json.array().add(call);
    return choice(Json.object().set("tool_calls", list));
  }

  private ObjectNode choice(ObjectNode delta) {
    ObjectNode choice = Json.object().put("index", index);
    choice.set("delta", delta);
    if (tokens.isEmpty()) {
      choice.putNull("logprobs");
    } else {
      choice.set("logprobs", logprobs.ofChat(tokens));
      tokens.clear();
    }
    return choice.putNull("finish_reason");
  }
}
