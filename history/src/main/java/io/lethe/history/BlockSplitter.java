package io.lethe.history;

import io.lethe.history.Lookahead.Match;
import io.lethe.policy.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Splits an answer into text, thoughts and calls of tools while it is written. What may be the
 * beginning of a tag is held back until it is decided; what only looked like a call is text, down
 * to the last character. Left out are the tags themselves and blanks beside them. A call is
 * announced once its name is known and its arguments begin; if its JSON breaks off behind that, it
 * keeps the arguments that it got, and what follows is text. However the text is cut into pieces,
 * the blocks are the same. For one thread.
 *
 * <p>Thoughts are recognised where no text has begun, since a model that writes about the tag in a
 * sentence does not think.
 */
public final class BlockSplitter {
  /** Where an answer begins. */
  public enum Beginning {
    OUTSIDE,
    /** Inside a thought, as the template has opened it. */
    INSIDE_THOUGHT,
    /** Inside a text, of which somebody has the beginning already. */
    INSIDE_TEXT
  }

  private enum State {
    BETWEEN,
    TEXT,
    THOUGHT,
    CALL,
    AFTER_CALL
  }

  private static final Pattern THINK = Pattern.compile("<think>");
  private static final Pattern THOUGHT_END = Pattern.compile("</think>");

  private final CallSyntax syntax;
  private final Predicate<String> callable;
  private final IntFunction<String> ids;
  private final ReplyListener listener;
  private final int choice;

  private final StringBuilder raw = new StringBuilder();
  private final Lookahead ahead = new Lookahead(raw);
  private final List<Span> done = new ArrayList<>();
  private State state;
  private boolean ended;
  private int at; // all before is decided
  private int refused; // no call begins before
  private int calls;

  // The block that is open: its kind follows from the state.
  private boolean open;
  private int begin;
  private final StringBuilder content = new StringBuilder();

  // The call that is being read, and whether text is open in front of it.
  private @Nullable CallReader call;
  private int callStart;
  private int callRead;
  private int shown;

  /** A block and its chars in the raw text. */
  private record Span(Block block, int start, int end) {}

  /**
   * @param callable whether a call of a tool of that name is one; otherwise it is text
   * @param ids the id of the i-th call, from 0; see {@link CallIds}
   * @param choice what the listener is told
   */
  public BlockSplitter(
      CallSyntax syntax,
      Beginning beginning,
      Predicate<String> callable,
      IntFunction<String> ids,
      ReplyListener listener,
      int choice) {
    this.syntax = syntax;
    this.callable = callable;
    this.ids = ids;
    this.listener = listener;
    this.choice = choice;
    this.state =
        switch (beginning) {
          case OUTSIDE -> State.BETWEEN;
          case INSIDE_THOUGHT -> State.THOUGHT;
          case INSIDE_TEXT -> State.TEXT;
        };
  }

  /** Splits a text that is complete, and tells nobody. */
  public static List<Written> split(
      String text,
      CallSyntax syntax,
      Beginning beginning,
      Predicate<String> callable,
      IntFunction<String> ids) {
    BlockSplitter splitter =
        new BlockSplitter(syntax, beginning, callable, ids, ReplyListener.SILENT, 0);
    splitter.add(text);
    return splitter.end();
  }

  /** Whether what comes next belongs to a thought, as far as is known. */
  public boolean thinking() {
    return state == State.THOUGHT;
  }

  /** How many calls were announced. */
  public int calls() {
    return calls;
  }

  /** More of the answer. */
  public void add(String piece) {
    if (ended) {
      throw new IllegalStateException("found a piece behind the end of an answer");
    }
    raw.append(piece);
    advance();
  }

  /** The answer is complete; all of its blocks. */
  public List<Written> end() {
    if (!ended) {
      ended = true;
      advance();
      finish();
    }
    int[] points = new int[] {0, 0}; // chars and code points counted so far
    return done.stream()
        .map(span -> {
          int start = pointsTo(span.start, points);
          return new Written(span.block, new Range(start, pointsTo(span.end, points)));
        })
        .toList();
  }

  private int pointsTo(int chars, int[] counted) {
    counted[1] += Character.codePointCount(raw, counted[0], chars);
    counted[0] = chars;
    return counted[1];
  }

  private void advance() {
    boolean moved = true;
    while (moved) {
      moved =
          switch (state) {
            case BETWEEN -> between();
            case TEXT -> text();
            case THOUGHT -> thought();
            case CALL -> call();
            case AFTER_CALL -> afterCall();
          };
    }
  }

  private boolean between() {
    int start = at;
    while (start < raw.length() && Character.isWhitespace(raw.charAt(start))) {
      start++;
    }
    if (start == raw.length()) {
      return false;
    }
    Match thinks = match(THINK, start);
    if (thinks == Match.FULL) {
      begin = start;
      at = ahead.end();
      state = State.THOUGHT;
      return true;
    }
    Match calling = start < refused ? Match.NONE : match(syntax.openingFirst(), start);
    if (calling == Match.FULL) {
      beginCall(start);
      return true;
    }
    if (thinks == Match.BEGUN || calling == Match.BEGUN) {
      return false;
    }
    at = done.isEmpty() && at == 0 ? 0 : start;
    begin = at;
    state = State.TEXT;
    return true;
  }

  private boolean text() {
    for (int i = Math.max(at, refused); i < raw.length(); i++) {
      char c = raw.charAt(i);
      boolean mayOpen = c == '<' || c == '[' || c == '`';
      Match calling = mayOpen ? match(syntax.opening(), i) : Match.NONE;
      if (calling != Match.NONE) {
        show(Block.Text::new, withoutBlanks(at, i));
        if (calling == Match.FULL) {
          beginCall(i);
        }
        return calling == Match.FULL;
      }
    }
    show(Block.Text::new, withoutBlanks(at, raw.length()));
    return false;
  }

  private boolean thought() {
    if (!open) {
      while (at < raw.length() && Character.isWhitespace(raw.charAt(at))) {
        at++;
      }
    }
    for (int i = at; i < raw.length(); i++) {
      Match ending = raw.charAt(i) == '<' ? match(THOUGHT_END, i) : Match.NONE;
      if (ending != Match.NONE) {
        int end = ahead.end();
        show(Block.Thought::new, withoutBlanks(at, i));
        if (ending == Match.FULL) {
          close(new Block.Thought(content.toString()), end);
          at = end;
          state = State.BETWEEN;
        }
        return ending == Match.FULL;
      }
    }
    show(Block.Thought::new, withoutBlanks(at, raw.length()));
    return false;
  }

  private void beginCall(int start) {
    callStart = start;
    callRead = ahead.end();
    shown = 0;
    call = new CallReader(callable);
    state = State.CALL;
  }

  private boolean call() {
    CallReader reader = Objects.requireNonNull(call);
    while (callRead < raw.length()) {
      CallReader.State read = reader.add(raw.charAt(callRead));
      switch (read) {
        case UNDECIDED, ANNOUNCED, ARGUED -> callRead++;
        case COMPLETE -> {
          callRead++;
          showCall(reader);
          return endCall(reader, State.AFTER_CALL);
        }
        case BROKEN -> {
          if (!reader.wasAnnounced()) {
            return refuse();
          }
          showCall(reader);
          return endCall(reader, State.BETWEEN);
        }
      }
    }
    if (reader.wasAnnounced()) {
      showCall(reader);
      return ended && endCall(reader, State.BETWEEN);
    }
    return ended && refuse();
  }

  /** It only looked like a call. */
  private boolean refuse() {
    refused = callStart + 1;
    call = null;
    state = open ? State.TEXT : State.BETWEEN;
    return true;
  }

  private void showCall(CallReader reader) {
    if (shown == 0) {
      if (open) {
        close(new Block.Text(content.toString()), at);
      }
      open = true;
      begin = callStart;
      listener.begins(choice, new Block.ToolUse(ids.apply(calls), reader.name(), ""));
      calls++;
    }
    String more = reader.arguments().substring(shown);
    if (!more.isEmpty()) {
      listener.more(choice, more);
    }
    shown += more.length();
  }

  private boolean endCall(CallReader reader, State next) {
    close(
        new Block.ToolUse(ids.apply(calls - 1), reader.name(), reader.arguments().toString()),
        callRead);
    at = callRead;
    call = null;
    state = next;
    return true;
  }

  private boolean afterCall() {
    Match next = match(syntax.next(), at);
    if (next == Match.FULL) {
      beginCall(at);
      return true;
    }
    Match end = match(syntax.end(), at);
    if (end == Match.FULL) {
      Span last = done.removeLast();
      done.add(new Span(last.block, last.start, ahead.end()));
      at = ahead.end();
    } else if (!ended && (next == Match.BEGUN || end == Match.BEGUN)) {
      return false;
    } else if (ended && ahead.match(syntax.end(), at) == Match.BEGUN) {
      at = raw.length();
    }
    state = State.BETWEEN;
    return true;
  }

  /** What is said at a place; where the answer has ended, nothing is begun any more. */
  private Match match(Pattern pattern, int from) {
    Match match = ahead.match(pattern, from);
    return ended && match == Match.BEGUN ? Match.NONE : match;
  }

  /** Where a text ends if the blanks before {@code to} turn out to stand beside a tag. */
  private int withoutBlanks(int from, int to) {
    int end = to;
    while (end > from && Character.isWhitespace(raw.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private void show(Function<String, Block> kind, int to) {
    if (to <= at) {
      return;
    }
    if (!open) {
      open = true;
      content.setLength(0);
      listener.begins(choice, kind.apply(""));
    }
    String more = raw.substring(at, to);
    content.append(more);
    listener.more(choice, more);
    at = to;
  }

  private void close(Block block, int end) {
    if (open) {
      open = false;
      listener.ends(choice);
      done.add(new Span(block, begin, end));
    }
    content.setLength(0);
  }

  private void finish() {
    switch (state) {
      case TEXT -> {
        show(Block.Text::new, raw.length());
        close(new Block.Text(content.toString()), raw.length());
      }
      case THOUGHT -> close(new Block.Thought(content.toString()), at);
      case BETWEEN -> {
        if (done.isEmpty() && at == 0) {
          show(Block.Text::new, raw.length()); // an answer of blanks alone
          close(new Block.Text(content.toString()), raw.length());
        }
      }
      case CALL, AFTER_CALL -> {}
    }
  }
}
