package io.lethe.session;

import io.lethe.kv.Span;
import io.lethe.policy.Budget;
import io.lethe.policy.Choice;
import io.lethe.policy.Kind;
import io.lethe.policy.Part;
import io.lethe.policy.Policy;
import io.lethe.policy.Range;
import io.lethe.policy.Role;
import io.lethe.policy.Saving;
import io.lethe.policy.State;
import io.lethe.policy.Transcript;
import io.lethe.session.SessionPart.Pin;
import io.lethe.tokenizer.Tokenizer;
import io.lethe.trace.PartKind;
import io.lethe.trace.PartRole;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;

/** A session as policies see it, and their choices as positions. For one moment. */
final class PolicyView {
  private final SessionState state;
  private final int columns;

  PolicyView(SessionState state, int columns) {
    this.state = state;
    this.columns = columns;
  }

  /**
   * @param pieces what will be read next; its last text of the user is the query
   * @param incoming how many tokens that is
   */
  List<Choice> choose(
      List<Policy> policies, OptionalLong budget, List<Piece> pieces, int incoming) {
    Transcript transcript = transcript(pieces);
    if (budget.isPresent()) {
      return Budget.of(Math.max(0, budget.getAsLong() - incoming), policies)
          .apply(transcript)
          .choices();
    }
    List<Choice> choices = new ArrayList<>();
    for (Policy policy : policies) {
      List<Choice> chosen = policy.choose(transcript);
      choices.addAll(chosen);
      transcript = transcript.after(chosen, Saving.BY_LENGTH);
    }
    return choices;
  }

  Transcript transcript(List<Piece> pieces) {
    List<Part> parts = parts();
    long held = parts.stream().mapToLong(Part::columns).sum();
    return new Transcript(
        parts, state.turn(), query(pieces), OptionalLong.empty(), Math.max(held, columns));
  }

  /** What policies would see now, the user's last message as the query. */
  Transcript transcript(OptionalLong budget) {
    List<Piece> query =
        state.parts().reversed().stream()
            .filter(part -> part.role() == PartRole.USER && part.kind() == PartKind.TEXT)
            .limit(1)
            .map(part -> Piece.user(part.text()))
            .toList();
    Transcript transcript = transcript(query);
    return budget.isPresent() ? transcript.withBudget(budget.getAsLong()) : transcript;
  }

  /** Every part as policies see it, in the order of their ids. */
  List<Part> parts() {
    return state.parts().stream().map(PolicyView::part).toList();
  }

  private static String query(List<Piece> pieces) {
    return pieces.reversed().stream()
        .filter(piece -> piece.role() == PartRole.USER && piece.kind() == PartKind.TEXT)
        .map(Piece::text)
        .findFirst()
        .orElse("");
  }

  private static Part part(SessionPart part) {
    State seen =
        part.isForgotten() ? State.FORGOTTEN : part.pin() == Pin.PINNED ? State.PINNED : State.LIVE;
    return new Part(
        part.id(),
        switch (part.role()) {
          case SYSTEM, DEVELOPER -> Role.SYSTEM;
          case USER -> Role.USER;
          case ASSISTANT -> Role.ASSISTANT;
          case TOOL -> Role.TOOL;
        },
        part.kind() == PartKind.SYSTEM ? Kind.TEXT : Kind.valueOf(part.kind().name()),
        part.name(),
        part.text(),
        part.turn(),
        part.columns(),
        seen,
        List.of());
  }

  /** The positions of live tokens that a choice covers; tokens wholly inside its ranges only. */
  List<Span> spans(Choice choice, Tokenizer tokenizer) {
    SessionPart part = state.part(choice.partId()).orElseThrow();
    if (choice.whole()) {
      return live(part, state.timeline());
    }
    int[] ids = Arrays.copyOfRange(state.timeline().ids(), part.firstToken(), part.endToken());
    BitSet covered = tokens(choice, part, ids, tokenizer);
    covered.andNot(part.gone());
    return state.timeline().spans(part.firstToken(), covered);
  }

  /**
   * Which tokens of a part lie wholly inside of what is chosen, counted from its first, those gone
   * included.
   *
   * @param ids all of the part's
   */
  static BitSet tokens(Choice choice, SessionPart part, int[] ids, Tokenizer tokenizer) {
    BitSet covered = new BitSet();
    if (choice.whole()) {
      covered.set(0, ids.length);
      return covered;
    }
    TokenText said = TokenText.spelled(tokenizer, ids);
    // The tokens may begin inside the text, where its first characters belong to a shared token.
    int blanks = said.text().length() - said.text().stripLeading().length();
    int offset = Math.max(0, part.text().indexOf(said.text().strip())) - blanks;
    int before = bytes(part.text(), Math.max(0, offset));
    for (Range range : choice.ranges()) {
      int from = part.text().offsetByCodePoints(0, range.start());
      int to = part.text().offsetByCodePoints(0, range.end());
      TokenText.Run run =
          said.insideBytes(bytes(part.text(), from) - before, bytes(part.text(), to) - before);
      covered.set(run.start(), run.end());
    }
    return covered;
  }

  /** The UTF-8 bytes of the first chars of a text. */
  private static int bytes(String text, int chars) {
    return text.substring(0, chars).getBytes(StandardCharsets.UTF_8).length;
  }

  /** The positions of what is left of a part. */
  static List<Span> live(SessionPart part, Timeline timeline) {
    BitSet left = new BitSet();
    left.set(0, part.endToken() - part.firstToken());
    left.andNot(part.gone());
    return timeline.spans(part.firstToken(), left);
  }

  /** The positions of a part, of what is gone as well, unless its hole was closed. */
  static List<Span> whole(SessionPart part, Timeline timeline) {
    BitSet all = new BitSet();
    all.set(0, part.endToken() - part.firstToken());
    return timeline.spans(part.firstToken(), all);
  }

  /** The positions at which nothing is left. */
  static List<Span> holes(SessionState state) {
    return state.timeline().spans(0, state.gone());
  }
}
