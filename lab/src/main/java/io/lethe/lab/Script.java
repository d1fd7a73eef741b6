package io.lethe.lab;

import io.lethe.engine.Engine;
import io.lethe.kv.Span;
import io.lethe.lab.Conversation.Part;
import io.lethe.lab.Conversation.Turn;
import io.lethe.session.TokenText;
import io.lethe.tokenizer.Prompt;
import io.lethe.tokenizer.template.ChatMessage;
import io.lethe.tokenizer.template.ChatRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A conversation as a model reads it: tokens, and which of them are each part's own. Immutable.
 *
 * @param parts those that are there, in order
 */
public record Script(
    Engine engine,
    String conversation,
    List<ChatMessage> messages,
    int[] tokens,
    List<Placed> parts) {

  /** Which tokens lie wholly inside of some chars of a part. */
  @FunctionalInterface
  public interface Inside {
    /** The tokens inside the chars {@code [from, to)} of the part's text. */
    Span tokens(int from, int to);
  }

  /**
   * A part and its tokens, {@code [start, end)}.
   *
   * @param turn the index of its message
   */
  public record Placed(Part part, int turn, String role, int start, int end, Inside inside) {
    /** Its positions in a sequence that begins at {@code first}. */
    public Span at(long first) {
      return new Span(first + start, first + end);
    }
  }

  public Script {
    messages = List.copyOf(messages);
    parts = List.copyOf(parts);
  }

  /** The conversation as it is. */
  public static Script of(Engine engine, Conversation conversation) {
    return of(engine, conversation, part -> Optional.of(part.text()));
  }

  /**
   * The conversation with other texts.
   *
   * @param text what stands for a part; nothing leaves it out
   */
  public static Script of(
      Engine engine, Conversation conversation, Function<Part, Optional<String>> text) {
    List<Turn> turns = new ArrayList<>();
    for (Turn turn : conversation.turns()) {
      List<Part> parts = new ArrayList<>();
      for (Part part : turn.parts()) {
        text.apply(part)
            .filter(each -> !each.isEmpty())
            .ifPresent(each -> parts.add(new Part(part.span(), part.kind(), each)));
      }
      Turn changed = new Turn(turn.role(), parts);
      if (!changed.text().isBlank()) {
        turns.add(changed);
      }
    }
    List<ChatMessage> messages = new ArrayList<>();
    if (!conversation.system().isBlank()) {
      messages.add(ChatMessage.system(conversation.system()));
    }
    turns.forEach(turn -> messages.add(ChatMessage.of(turn.role(), turn.text())));
    Prompt prompt = engine.chatFormat().prompt(ChatRequest.of(messages));
    int[] tokens = engine.tokenizer().withBos(engine.tokenizer().encodeTemplate(prompt));
    return new Script(
        engine, conversation.id(), messages, tokens, placed(engine, prompt, tokens, turns));
  }

  /** Templates strip messages, so each is looked for without the blanks at its ends. */
  private static List<Placed> placed(Engine engine, Prompt prompt, int[] tokens, List<Turn> turns) {
    TokenText text = TokenText.of(engine.tokenizer(), prompt, tokens);
    List<Placed> placed = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < turns.size(); i++) {
      Turn turn = turns.get(i);
      String stripped = turn.text().strip();
      int found = prompt.text().indexOf(stripped, from);
      if (found < 0) {
        continue; // the template left it out, and nothing of it can be deleted
      }
      from = found + stripped.length();
      int at = found - (turn.text().length() - turn.text().stripLeading().length());
      for (Part part : turn.parts()) {
        int end = at + part.text().length();
        TokenText.Run run = text.inside(Math.clamp(at, found, from), Math.clamp(end, found, from));
        int begin = at;
        int border = from;
        placed.add(
            new Placed(
                part,
                i,
                turn.role(),
                run.start(),
                run.end(),
                (first, last) -> {
                  TokenText.Run some =
                      text.inside(
                          Math.clamp(begin + first, found, border),
                          Math.clamp(begin + last, found, border));
                  return new Span(some.start(), some.end());
                }));
        at = end;
      }
    }
    return placed;
  }

  /** The tokens that a user's message adds, up to where the model answers. */
  public int[] question(String text) {
    List<ChatMessage> more = new ArrayList<>(messages);
    more.add(ChatMessage.user(text));
    return rest(engine.chatFormat().ids(ChatRequest.of(more).withGenerationPrompt()));
  }

  /** The tokens that a user's message and the answer to it add. */
  public int[] exchange(String text, String answer) {
    List<ChatMessage> more = new ArrayList<>(messages);
    more.add(ChatMessage.user(text));
    more.add(ChatMessage.assistant(answer));
    return rest(engine.chatFormat().ids(ChatRequest.of(more)));
  }

  /** The conversation with another exchange at its end. */
  public Script with(String text, String answer) {
    List<ChatMessage> more = new ArrayList<>(messages);
    more.add(ChatMessage.user(text));
    more.add(ChatMessage.assistant(answer));
    int[] rest = exchange(text, answer);
    int[] all = Arrays.copyOf(tokens, tokens.length + rest.length);
    System.arraycopy(rest, 0, all, tokens.length, rest.length);
    return new Script(engine, conversation, more, all, parts);
  }

  private int[] rest(int[] ids) {
    if (Arrays.mismatch(tokens, ids) < tokens.length) {
      throw new LabException.UnstableTemplate(conversation);
    }
    return Arrays.copyOfRange(ids, tokens.length, ids.length);
  }

  /** The spans of parts that carry one of these names. */
  public List<Span> spans(java.util.Set<String> names) {
    return parts.stream()
        .filter(placed -> placed.part().span().filter(names::contains).isPresent())
        .map(placed -> placed.at(0))
        .toList();
  }
}
