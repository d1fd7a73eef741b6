package io.lethe.history;

import io.lethe.tokenizer.Prompt;
import io.lethe.tokenizer.Quote;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Writes blocks as a model does, and knows which characters are tags. For one thread. */
final class AnswerWriter {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final CallSyntax syntax;
  private final BlockSplitter.Beginning beginning;
  private final StringBuilder text = new StringBuilder();
  private final List<Quote> quotes = new ArrayList<>();

  AnswerWriter(CallSyntax syntax, BlockSplitter.Beginning beginning) {
    this.syntax = syntax;
    this.beginning = beginning;
  }

  Prompt write(List<Block> blocks) {
    if (beginning == BlockSplitter.Beginning.INSIDE_THOUGHT
        && (blocks.isEmpty() || !(blocks.getFirst() instanceof Block.Thought))) {
      text.append("\n</think>\n\n");
    }
    for (int i = 0; i < blocks.size(); i++) {
      boolean afterCall = i > 0 && blocks.get(i - 1) instanceof Block.ToolUse;
      boolean beforeCall = i + 1 < blocks.size() && blocks.get(i + 1) instanceof Block.ToolUse;
      switch (blocks.get(i)) {
        case Block.Text said -> {
          if (afterCall) {
            text.append('\n');
          }
          quote(said.text());
        }
        case Block.Thought thought -> thought(thought, i);
        case Block.ToolUse call -> call(call, afterCall, beforeCall);
        case Block.ToolResult _ ->
            throw new IllegalArgumentException(
                "found the result of a tool in an answer of the model, wanted texts, thoughts and calls");
      }
    }
    return new Prompt(text.toString(), quotes);
  }

  private void thought(Block.Thought thought, int index) {
    if (index > 0 || beginning == BlockSplitter.Beginning.OUTSIDE) {
      text.append("<think>\n");
    }
    quote(thought.text());
    text.append("\n</think>\n\n");
  }

  private void call(Block.ToolUse call, boolean afterCall, boolean beforeCall) {
    switch (syntax) {
      case HERMES, LLAMA -> {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
          text.append('\n');
        }
        text.append(syntax.before());
        object(call);
        text.append(syntax.after());
      }
      case MISTRAL -> {
        text.append(afterCall ? ", " : syntax.before());
        object(call);
        text.append(beforeCall ? "" : syntax.after());
      }
    }
  }

  private void object(Block.ToolUse call) {
    quote(
        "{\"%s\": %s, \"%s\": %s}"
            .formatted(
                syntax.nameKey(),
                JSON.writeValueAsString(call.name()),
                syntax.argumentsKey(),
                arguments(call.arguments())));
  }

  private static String arguments(String given) {
    if (given.isBlank()) {
      return "{}";
    }
    return isObject(given) ? given : JSON.writeValueAsString(given);
  }

  private static boolean isObject(String arguments) {
    try {
      return JSON.readTree(arguments).isObject();
    } catch (JacksonException _) {
      return false;
    }
  }

  private void quote(String content) {
    if (!content.isEmpty()) {
      quotes.add(new Quote(text.length(), text.length() + content.length()));
      text.append(content);
    }
  }
}
