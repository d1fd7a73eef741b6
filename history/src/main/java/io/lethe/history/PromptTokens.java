package io.lethe.history;

import io.lethe.engine.ChatFormat;
import io.lethe.history.ContextEdit.ClearThinking;
import io.lethe.history.ContextEdit.ClearToolUses;
import io.lethe.history.EditPlan.Hold;
import io.lethe.session.Messages;
import io.lethe.session.Piece;
import io.lethe.tokenizer.Prompt;
import io.lethe.tokenizer.Tokenizer;
import io.lethe.tokenizer.template.ChatMessage;
import io.lethe.tokenizer.template.ChatRequest;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Counts the tokens that a model would see of a history, without reading it: what the template
 * makes of it, less what is decached and what context edits clear. Where a session holds the
 * answers, its own tokens of them may be a few more or fewer. Safe for use by many threads.
 */
public final class PromptTokens {
  private static final String MARK = "lethe-9d04c3b7e1a85f26-";

  private final ChatFormat chat;
  private final Tokenizer tokenizer;
  private final ToolFormat format;

  public PromptTokens(ChatFormat chat, Tokenizer tokenizer, ToolFormat format) {
    this.chat = chat;
    this.tokenizer = tokenizer;
    this.format = format;
  }

  /**
   * Tokens of a request.
   *
   * @param tokens that the model would see
   * @param original that it would see without context edits
   */
  public record Count(int tokens, int original) {}

  /** What a request comes to. */
  public Count count(Request request) {
    return count(request, Gone.NOTHING);
  }

  /** What a request comes to for a session that has forgotten some of it. */
  public Count count(Request request, Gone gone) {
    Prompt prompt = prompt(request);
    long all = tokenizer.withBos(tokenizer.encodeTemplate(prompt)).length;
    List<Seen> seen = seen(request.messages(), gone);
    long original = all - seen.stream().mapToLong(Seen::unseen).sum();
    long tokens = original - cleared(request, seen, original);
    return new Count(Math.toIntExact(Math.max(0, tokens)), Math.toIntExact(Math.max(0, original)));
  }

  /** The chat as sessions render it, with answers as the model would have written them. */
  private Prompt prompt(Request request) {
    List<Message> history = request.messages();
    Pieces pieces = new Pieces(format, history);
    List<ChatMessage> messages = new ArrayList<>();
    List<Prompt> answers = new ArrayList<>();
    List<Piece> reading = new ArrayList<>();
    Pieces.telling(format, request.tools()).ifPresent(reading::add);
    for (int i = 0; i < history.size(); i++) {
      if (history.get(i).role() == PartRole.ASSISTANT) {
        messages.addAll(Messages.of(reading));
        reading.clear();
        messages.add(ChatMessage.assistant(MARK + answers.size() + "."));
        answers.add(format.written(history.get(i).blocks()));
      } else {
        pieces.of(i, i + 1).forEach(placed -> reading.add(placed.piece()));
      }
    }
    messages.addAll(Messages.of(reading));
    boolean begun = !history.isEmpty() && history.getLast().role() == PartRole.ASSISTANT;
    if (begun) {
      messages.removeLast();
    }
    Prompt rendered =
        chat.prompt(
            ChatRequest.of(messages)
                .withTools(format.templateTools(request.tools()))
                .withGenerationPrompt());
    PromptSplice splice = new PromptSplice(rendered);
    for (int i = 0; i < answers.size() - (begun ? 1 : 0); i++) {
      splice.replace(MARK + i + ".", answers.get(i));
    }
    return splice.end(begun ? Optional.of(answers.getLast()) : Optional.empty());
  }

  /** A block, what the model sees of it, and what it does not. */
  private record Seen(int message, int index, Block block, long tokens, long unseen) {}

  private List<Seen> seen(List<Message> history, Gone gone) {
    int turn = (int) history.stream().filter(it -> it.role() == PartRole.ASSISTANT).count();
    int lastOfUser = history.size() - 1;
    while (lastOfUser >= 0 && !Annotations.isOfUser(history.get(lastOfUser).role())) {
      lastOfUser--;
    }
    List<Seen> all = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      Message message = history.get(i);
      boolean answered = i < lastOfUser;
      for (int j = 0; j < message.blocks().size(); j++) {
        Block block = message.blocks().get(j);
        String text = text(block);
        long tokens = tokenizer.encode(text).length;
        long unseen =
            gone(message.visibility(), turn, answered) || gone(block.visibility(), turn, answered)
                ? tokens
                : Math.max(
                    without(text, block.visibility(), turn), Math.min(tokens, gone.at(i, j)));
        all.add(new Seen(i, j, block, tokens - unseen, unseen));
      }
    }
    return all;
  }

  private String text(Block block) {
    return switch (block) {
      case Block.Text text -> text.text();
      case Block.Thought thought -> thought.text();
      case Block.ToolResult result -> result.text();
      case Block.ToolUse call -> format.written(List.of(call)).text();
    };
  }

  private static boolean gone(Visibility visibility, int turn, boolean answered) {
    return (visibility.since().isPresent() && visibility.since().getAsInt() <= turn)
        || switch (visibility.clearAt()) {
          case NEVER -> false;
          case NEXT_USER_MESSAGE -> answered;
        };
  }

  private long without(String text, Visibility visibility, int turn) {
    int length = text.codePointCount(0, text.length());
    return visibility.ranges().stream()
        .filter(range -> range.since() <= turn)
        .mapToLong(range -> {
          int start = Math.min(length, range.start());
          int from = text.offsetByCodePoints(0, start);
          int to = text.offsetByCodePoints(from, Math.min(length, range.end()) - start);
          return tokenizer.encode(text.substring(from, to)).length;
        })
        .sum();
  }

  private long cleared(Request request, List<Seen> seen, long original) {
    Set<Seen> gone = new HashSet<>();
    long cleared = 0;
    for (ContextEdit edit : request.edits()) {
      List<Seen> left = seen.stream().filter(it -> it.tokens() > 0 && !gone.contains(it)).toList();
      List<Seen> more =
          switch (edit) {
            case ClearToolUses uses -> results(uses, request, left, original - cleared);
            case ClearThinking thinking -> thoughts(thinking, left);
          };
      cleared += more.stream().mapToLong(Seen::tokens).sum();
      gone.addAll(more);
    }
    return cleared;
  }

  private static List<Seen> thoughts(ClearThinking edit, List<Seen> seen) {
    List<Seen> thoughts = seen.stream().filter(it -> it.block() instanceof Block.Thought).toList();
    List<Integer> turns = thoughts.stream().map(Seen::message).distinct().toList();
    List<Integer> cleared = turns.subList(0, EditPlan.thoughts(edit, turns.size()));
    return thoughts.stream().filter(it -> cleared.contains(it.message())).toList();
  }

  private static List<Seen> results(
      ClearToolUses edit, Request request, List<Seen> seen, long input) {
    int lastAnswer = request.messages().size() - 1;
    while (lastAnswer >= 0 && request.messages().get(lastAnswer).role() != PartRole.ASSISTANT) {
      lastAnswer--;
    }
    Map<String, Seen> calls = new HashMap<>();
    List<Seen> read = new ArrayList<>();
    int incoming = 0;
    for (Seen one : seen) {
      if (one.block() instanceof Block.ToolUse call) {
        calls.put(call.id(), one);
      } else if (one.block() instanceof Block.ToolResult) {
        read.add(one);
        incoming += one.message() > lastAnswer ? 1 : 0;
      }
    }
    List<Seen> results = read.subList(0, read.size() - incoming);
    List<List<Seen>> uses = results.stream().map(result -> withCall(result, calls, edit)).toList();
    List<EditPlan.Result> plan = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      long tokens = uses.get(i).stream().mapToLong(Seen::tokens).sum();
      plan.add(new EditPlan.Result(tool(results.get(i), calls), tokens, Hold.FREE));
    }
    return EditPlan.results(edit, plan, incoming, input).stream()
        .flatMap(i -> uses.get(i).stream())
        .toList();
  }

  private static List<Seen> withCall(Seen result, Map<String, Seen> calls, ClearToolUses edit) {
    Optional<Seen> call =
        edit.clearsInputsOf(tool(result, calls)) ? call(result, calls) : Optional.empty();
    return call.map(it -> List.of(result, it)).orElse(List.of(result));
  }

  private static Optional<Seen> call(Seen result, Map<String, Seen> calls) {
    return result.block() instanceof Block.ToolResult answered
        ? Optional.ofNullable(calls.get(answered.callId()))
        : Optional.empty();
  }

  private static String tool(Seen result, Map<String, Seen> calls) {
    Optional<String> said =
        result.block() instanceof Block.ToolResult answered ? answered.name() : Optional.empty();
    return said.or(() ->
            call(result, calls)
                .flatMap(it ->
                    it.block() instanceof Block.ToolUse use
                        ? Optional.of(use.name())
                        : Optional.empty()))
        .orElse("");
  }
}
