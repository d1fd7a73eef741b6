package io.lethe.history;

import io.lethe.engine.GenerationRequest;
import java.util.List;

/**
 * A whole history, and how it is to be answered. Immutable.
 *
 * @param messages the last one not the model's, or the beginning of its answer
 * @param tools that the model is told of
 * @param calls whether one answer may call several tools
 * @param generation how tokens are chosen, and how many; without a grammar
 * @param choices how many answers, 1 or more; the i-th uses the seed plus i
 * @param edits in the order in which they are carried out
 */
public record Request(
    Owner owner,
    List<Message> messages,
    List<Tool> tools,
    ToolChoice toolChoice,
    ParallelCalls calls,
    AnswerFormat format,
    GenerationRequest generation,
    int choices,
    List<ContextEdit> edits,
    Wishes wishes) {
  /** Whether one answer may call several tools. */
  public enum ParallelCalls {
    ALLOWED,
    ONE
  }

  public Request {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    edits = List.copyOf(edits);
  }

  /** A history to be answered in text. */
  public static Request of(Owner owner, List<Message> messages, GenerationRequest generation) {
    return new Request(
        owner,
        messages,
        List.of(),
        new ToolChoice.Auto(),
        ParallelCalls.ALLOWED,
        new AnswerFormat.Text(),
        generation,
        1,
        List.of(),
        Wishes.NONE);
  }
}
