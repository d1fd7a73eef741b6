package io.lethe.session;

import io.lethe.engine.Cancellation;
import io.lethe.engine.Engine;
import io.lethe.engine.Generation;
import io.lethe.engine.GenerationListener;
import io.lethe.engine.GenerationRequest;
import io.lethe.engine.Timings;
import io.lethe.engine.TokenSession;
import io.lethe.kv.Span;
import io.lethe.policy.Choice;
import io.lethe.policy.Hit;
import io.lethe.policy.Recall;
import io.lethe.policy.Transcript;
import io.lethe.session.SessionPart.Pin;
import io.lethe.tokenizer.Prompt;
import io.lethe.trace.StateId;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TraceEvent.Deleted;
import io.lethe.trace.TraceWriter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A conversation: its trace, its columns, its policies. What it answers is in the trace before
 * anybody hears that it is done; what it forgets leaves the columns at once and nothing else moves.
 * Where memory is short its columns go to the disk while it is idle and come back with the next
 * use. For one thread at a time.
 */
public final class Session implements AutoCloseable {
  private final Sessions sessions;
  private final String name;
  private final TraceWriter trace;
  private final SessionState state;
  private final TraceEvent.Opened opened;
  private final SessionOptions options;
  private final Residence residence;
  private final Rendering rendering;
  private final Forgetting forgetting;
  private Choosing choosing;
  private final List<Integer> recalled = new ArrayList<>();
  private volatile long lastUse;
  private volatile boolean broken;

  /** The state that was handed to the disk last. */
  private @Nullable StateId checkpointed;

  /** The longest read so far: a short one says little of what a long one takes. */
  private Timings.Rate prefill = new Timings.Rate(0, 0);

  Session(
      Sessions sessions,
      String name,
      TraceWriter trace,
      SessionState state,
      TraceEvent.Opened opened,
      TokenSession tokens,
      CacheOrigin origin) {
    this.sessions = sessions;
    this.name = name;
    this.trace = trace;
    this.state = state;
    this.opened = opened;
    this.options = SessionOptions.read(opened.options());
    this.residence = new Residence(tokens, origin, () -> sessions.restored(name));
    this.rendering =
        new Rendering(
            sessions.engine().chatFormat(), sessions.engine().tokenizer(), options.tools());
    this.forgetting = new Forgetting(state, sessions.engine().tokenizer());
    this.choosing = new Choosing(options.policies(), options.budget());
    this.lastUse = sessions.open().nextUse();
    sessions.open().add(this);
  }

  public String name() {
    return name;
  }

  TraceEvent.Opened opened() {
    return opened;
  }

  public SessionOptions options() {
    return options;
  }

  /** Where the columns came from that the next answer is computed on. */
  public CacheOrigin origin() {
    return residence.origin();
  }

  /** What it has read and written up to now. */
  public SessionView view() {
    return new SessionView(name, opened, state, engine().tokenizer());
  }

  /** The name of its state. */
  public StateId state() {
    return trace.state();
  }

  /** Every part, forgotten ones included, in the order of their ids. */
  public List<SessionPart> parts() {
    return state.parts();
  }

  /** Everything that was deleted, the oldest first. */
  public List<Deletion> deletions() {
    return state.deletions();
  }

  /** The turn that comes next; also how many answers there are. */
  public int turn() {
    return state.turn();
  }

  /** Columns that the model sees. */
  public int columns() {
    return residence.liveColumns();
  }

  /** All tokens ever read or written. */
  public int length() {
    return state.timeline().length();
  }

  /**
   * The tokens and columns themselves, to look at. Where memory is short they are another object
   * after the next use of another session.
   */
  public TokenSession tokens() {
    return use(tokens -> tokens);
  }

  <T> T use(Function<TokenSession, T> work) {
    lastUse = sessions.open().nextUse();
    return residence.use(work);
  }

  /** A number that is larger the later the session was used. */
  long lastUse() {
    return lastUse;
  }

  /**
   * Puts the columns aside on the disk, unless somebody uses them. They come back by themselves.
   */
  void suspendIfIdle() {
    residence.giveUpIfIdle(this::keep);
  }

  private void keep(TokenSession tokens) {
    if (!broken) {
      checkpoint(tokens);
      sessions.flush();
    }
  }

  /** A copy of its first columns, if at least so many are those of the tokens; see OpenSessions. */
  Optional<TokenSession> lend(int[] ids, int most, long firstPosition, int least) {
    return residence.useIfIdle(tokens -> {
      int common = Math.min(most, state.commonBeginning(ids, firstPosition));
      if (broken || common < least) {
        return Optional.empty();
      }
      TokenSession copy = tokens.fork();
      copy.truncate(common);
      return Optional.of(copy);
    });
  }

  /** Seconds that computing the live columns anew would take, at the rate of the longest read. */
  public OptionalDouble prefillSeconds() {
    return prefill.tokens() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(prefill.seconds() / prefill.tokens() * columns());
  }

  /** Which columns lie where. */
  public KvMap map() {
    return use(tokens -> KvMap.of(tokens.sequence()));
  }

  /**
   * Reads pieces and lets the model answer. Policies forget before, so that what they chose is not
   * seen from the first new token on. When this returns normally the turn is durable.
   *
   * @param pieces the system's only in the first turn
   * @throws io.lethe.engine.EngineException.ContextFull if there is no room to read; the turn did
   *     not take place then, but what policies forgot stays forgotten
   */
  public Answer say(
      List<Piece> pieces,
      GenerationRequest request,
      GenerationListener listener,
      Cancellation cancellation) {
    List<Voice> alone = List.of(new Voice(name, request, listener));
    return say(pieces, Prompt.quoted(""), alone, Reading.SILENT, cancellation).getFirst().answer();
  }

  /**
   * Reads pieces once and lets the model answer several times, side by side; each further answer is
   * the next turn of a new session that shares the columns of this one up to there. Otherwise as
   * {@link #say(List, GenerationRequest, GenerationListener, Cancellation)}.
   *
   * @param begun what each answer begins with, as if the model had written it; empty if nothing
   * @param voices the first one this session's
   * @return in the order of the voices; the new sessions are the caller's to close
   */
  public List<Spoken> say(
      List<Piece> pieces, Prompt begun, List<Voice> voices, Reading reading, Cancellation stop) {
    requireSound();
    Begun given = Begun.of(begun, engine().tokenizer());
    Round round = new Round(sessions, this, trace, state, rendering, residence, recalled);
    return use(_ -> round.answer(pieces, given, voices, reading, stop));
  }

  /**
   * Takes turns into account that took place elsewhere: reads what was read and answered there, and
   * cuts what was cut, in as few batches as it can. On failure the session is to be closed; its
   * trace is as it was.
   *
   * @return how many tokens were computed
   */
  public int read(List<GivenTurn> turns) {
    requireSound();
    return use(_ -> {
      broken = true;
      int computed = GivenHistory.take(turns, this, state, rendering, trace);
      broken = false;
      residence.settle();
      checkpoint(tokens());
      return computed;
    });
  }

  /**
   * Takes a turn in that took place elsewhere, as if it took place here and now: what it cuts and
   * what policies choose goes before, then its pieces are read; its answer is read by who has the
   * result, who must close it before the session is used otherwise.
   *
   * @throws io.lethe.engine.EngineException.ContextFull if there is no room to read; the session is
   *     to be closed then
   */
  public Hearing hear(GivenTurn turn) {
    requireSound();
    return Hearing.begin(this, state, rendering, residence, turn);
  }

  /** What is done next is not in the trace until something is recorded. */
  void doubt() {
    broken = true;
  }

  /** Deletes what is to go and is not gone yet; what is pinned stays. */
  public List<Deletion> cut(List<Cut> cuts) {
    requireSound();
    return cuts.stream()
        .flatMap(cut -> forgetting.of(cut).stream())
        .flatMap(event -> carryOut(List.of(event)).stream())
        .toList();
  }

  /** Asks other policies from now on, until the session is closed. */
  public void usePolicies(String names, OptionalLong columns) {
    choosing = new Choosing(names, columns);
  }

  /** Takes over what another session computed of a beginning; returns how many tokens that is. */
  int share(int[] ids) {
    if (tokens().length() > 0) {
      return 0;
    }
    Optional<TokenSession> shared = sessions.open().sharing(ids, options.firstPosition());
    shared.ifPresent(residence::replace);
    return shared.map(TokenSession::length).orElse(0);
  }

  void note(Generation generation) {
    Timings.Rate read = generation.timings().prefill();
    prefill = read.tokens() > prefill.tokens() ? read : prefill;
  }

  /** Writes events down and takes them into account. What was done before it must be so. */
  void record(TraceEvent... events) {
    broken = true;
    trace.append(events);
    for (TraceEvent event : events) {
      state.apply(event);
    }
    broken = false;
  }

  /** Whether it failed before, and is to be closed and opened again. */
  public boolean isBroken() {
    return broken;
  }

  private void requireSound() {
    if (broken) {
      throw new SessionException.Broken(name);
    }
  }

  /** Forgets what policies choose before pieces are read, which come to these tokens. */
  List<Deletion> applyPolicies(List<Piece> pieces, int[] incoming) {
    List<Choice> choices = choosing.choose(this, state, pieces, incoming);
    return carryOut(forgetting.chosen(choices, options.deletion()));
  }

  private List<Deletion> carryOut(List<Deleted> events) {
    return events.isEmpty()
        ? List.of()
        : use(tokens -> new Removal(this, state, rendering).carryOut(events, tokens));
  }

  /**
   * Deletes parts in place: their columns go, what later ones took from them stays.
   *
   * @param reason for a person
   * @param by {@code user}, {@code model}, {@code client} or a policy's name
   * @throws SessionException.NoPart if there is no such part
   * @throws SessionException.PartPinned if one is pinned; nothing is deleted then
   * @throws SessionException.NothingToDelete if nothing is left of them
   */
  public Deletion forget(List<Integer> parts, String reason, String by) {
    return delete(Deleted.Kind.FORGET, parts, OptionalDouble.empty(), reason, by);
  }

  /**
   * Makes it as if the parts had never been read, which may have been forgotten before; otherwise
   * as {@link #forget}.
   */
  public Deletion redact(List<Integer> parts, String reason, String by) {
    return delete(Deleted.Kind.REDACT, parts, OptionalDouble.empty(), reason, by);
  }

  /**
   * Forgets parts, unless they were before, and computes a share of what follows again; otherwise
   * as {@link #forget}.
   */
  public Deletion repair(List<Integer> parts, double share, String reason, String by) {
    return delete(Deleted.Kind.REPAIR, parts, OptionalDouble.of(share), reason, by);
  }

  private Deletion delete(
      Deleted.Kind kind, List<Integer> ids, OptionalDouble share, String reason, String by) {
    requireSound();
    List<SessionPart> parts = ids.stream().map(this::part).toList();
    return carryOut(List.of(forgetting.of(kind, parts, share, reason, by))).getFirst();
  }

  /** The part of an id. */
  public SessionPart part(int id) {
    return state.part(id).orElseThrow(() -> new SessionException.NoPart(id, state.parts().size()));
  }

  /** How many live columns a choice covers: of ranges those of tokens wholly inside. */
  public long columns(Choice choice) {
    return new PolicyView(state, columns())
        .spans(choice, sessions.engine().tokenizer()).stream().mapToLong(Span::length).sum();
  }

  /** Makes a part safe from policies and deletions, or lets it go again. */
  public void pin(int id, Pin pin) {
    requireSound();
    part(id);
    record(new TraceEvent.Pinned(id, pin.traced()));
  }

  /**
   * Closes all holes: positions of what stands after them go down, stored keys are turned. For
   * models whose trained window is exceeded; returns the next position then.
   */
  public long closeHoles() {
    requireSound();
    return close(PolicyView.holes(state));
  }

  long close(List<Span> holes) {
    return use(tokens -> {
      if (!holes.isEmpty()) {
        tokens.close(holes);
        record(new TraceEvent.Closed(SessionState.traced(holes)));
      }
      return tokens.nextPosition();
    });
  }

  /** Which of all tokens were deleted, those of the template included. */
  public BitSet gone() {
    return state.gone();
  }

  /**
   * Brings a part back: its text comes again, as a new part, with the next message.
   *
   * @throws SessionException.NothingToRecall if its text is blank
   */
  public void recall(int id) {
    requireSound();
    if (part(id).text().isBlank()) {
      throw new SessionException.NothingToRecall(id);
    }
    recalled.add(id);
  }

  /**
   * Searches the texts of all parts, forgotten ones first.
   *
   * @param words any text; the last word may be unfinished
   * @param limit the most hits, 1 or more
   */
  public List<Hit> search(String words, int limit) {
    try (Recall index = Recall.of(new PolicyView(state, columns()).parts())) {
      return index.search(words, limit);
    }
  }

  /** A copy that goes on by itself and shares the columns. */
  public Session fork(String newName) {
    requireSound();
    return use(tokens -> sessions.fork(this, newName, tokens, trace.events() - 1));
  }

  /**
   * Lets the model say which parts may go, and forgets those. The question and the answer are no
   * part of the conversation. The answer can name only parts that may be chosen.
   *
   * @return nothing if there is nothing to choose, or it chose nothing
   * @throws io.lethe.engine.EngineException.ContextFull if there is no room for the question
   */
  public Optional<Deletion> askModel() {
    requireSound();
    return new ModelTools(this)
        .ask(
            transcript(),
            question -> rendering.delta(state.messages(), state.endMarker(), question).tokens());
  }

  /**
   * Runs a tool that the model called: {@code forget} or {@code recall}, see {@link
   * io.lethe.policy.ToolDefinitions}. What was recalled is in the answer, to be said as the tool's
   * result.
   *
   * @param arguments a JSON object
   * @return the tool's answer, for the model; refusals as well
   */
  public String runTool(String tool, String arguments) {
    requireSound();
    return new ModelTools(this).run(tool, arguments, transcript());
  }

  private Transcript transcript() {
    return new PolicyView(state, columns()).transcript(choosing.budget());
  }

  /** Hands the columns to the disk, without waiting. */
  public void checkpoint() {
    use(tokens -> {
      checkpoint(tokens);
      return tokens;
    });
  }

  void checkpoint(TokenSession tokens) {
    if (tokens.liveColumns() > 0 && !trace.state().equals(checkpointed)) {
      sessions.kept().checkpoint(sessions.engine(), tokens, trace);
      checkpointed = trace.state();
    }
  }

  /** SHA-256 over all columns, hexadecimal. */
  public String digest() {
    return use(tokens -> HexFormat.of().formatHex(tokens.stateDigest()));
  }

  /** What computes the answers. */
  public Engine engine() {
    return sessions.engine();
  }

  /** Keeps everything and gives the columns back. Idempotent. */
  @Override
  public void close() {
    sessions.open().remove(this);
    try {
      residence.close(this::keep);
    } finally {
      trace.close();
    }
  }
}
