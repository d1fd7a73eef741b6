package io.lethe.session;

import io.lethe.engine.Cancellation;
import io.lethe.engine.Engine;
import io.lethe.engine.Generation;
import io.lethe.engine.GenerationListener;
import io.lethe.engine.GenerationRequest;
import io.lethe.engine.TokenSession;
import io.lethe.kv.Defragmentation;
import io.lethe.kv.Span;
import io.lethe.policy.Choice;
import io.lethe.policy.Hit;
import io.lethe.policy.Policies;
import io.lethe.policy.Policy;
import io.lethe.policy.Recall;
import io.lethe.session.SessionPart.Pin;
import io.lethe.trace.TokenIds;
import io.lethe.trace.TraceEvent;
import io.lethe.trace.TraceEvent.Deleted;
import io.lethe.trace.TraceWriter;
import io.lethe.trace.TracedPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A conversation: its trace, its columns, its policies. What it answers is in the trace before
 * anybody hears that it is done; what it forgets leaves the columns at once and nothing else moves.
 * For one thread at a time.
 */
public final class Session implements AutoCloseable {
  /** Dead slots from which on columns are moved together, as a share of all slots. */
  private static final double WORTH_DEFRAGMENTING = 0.25;

  private final Sessions sessions;
  private final String name;
  private final TraceWriter trace;
  private final SessionState state;
  private final SessionOptions options;
  private final TokenSession tokens;
  private final Rendering rendering;
  private final List<Policy> policies;
  private final List<Integer> recalled = new ArrayList<>();
  private CacheOrigin origin;
  private boolean broken;
  private double prefillSeconds;
  private long prefillTokens;

  Session(
      Sessions sessions,
      String name,
      TraceWriter trace,
      SessionState state,
      SessionOptions options,
      TokenSession tokens,
      CacheOrigin origin) {
    this.sessions = sessions;
    this.name = name;
    this.trace = trace;
    this.state = state;
    this.options = options;
    this.tokens = tokens;
    this.origin = origin;
    this.rendering = new Rendering(sessions.engine().chatFormat(), sessions.engine().tokenizer());
    this.policies = Policies.known().parse(options.policies());
  }

  public String name() {
    return name;
  }

  public SessionOptions options() {
    return options;
  }

  /** Where the columns came from when the session was opened. */
  public CacheOrigin origin() {
    return origin;
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
    return tokens.liveColumns();
  }

  /** All tokens ever read or written. */
  public int length() {
    return tokens.length();
  }

  /** The tokens and columns themselves, to look at. */
  public TokenSession tokens() {
    return tokens;
  }

  /** Seconds that computing the live columns anew would take, by what reading took so far. */
  public OptionalDouble prefillSeconds() {
    return prefillTokens == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(prefillSeconds / prefillTokens * columns());
  }

  /** Which columns lie where. */
  public KvMap map() {
    return KvMap.of(tokens.sequence(), parts(), state.timeline());
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
    requireSound();
    int before = columns();
    List<Piece> all = new ArrayList<>(recalledPieces());
    all.addAll(state.messages().isEmpty() ? systemFirst(pieces, all) : pieces);
    Rendering.Delta delta = rendering.delta(state.messages(), endsInMarker(), all);
    List<Deletion> forgotten = applyPolicies(all, delta.tokens().length);
    int length = tokens.length();
    long first = tokens.nextPosition();
    boolean answered = false;
    try {
      int read = tokens.append(delta.tokens(), cancellation);
      if (read < delta.tokens().length) {
        throw new java.util.concurrent.CancellationException(
            "cancelled while the prompt was read; the turn did not take place");
      }
      Generation generation = tokens.generate(request, listener, cancellation);
      note(generation);
      record(turnEvents(delta, all, first, request, generation));
      answered = true;
      CacheOrigin from = origin;
      origin = new CacheOrigin.Live();
      checkpoint();
      return new Answer(state.turn() - 1, generation, read, forgotten, from, before, columns());
    } finally {
      if (!answered) {
        tokens.truncate(length);
      }
    }
  }

  private static List<Piece> systemFirst(List<Piece> pieces, List<Piece> recalledPieces) {
    if (!recalledPieces.isEmpty()) {
      throw new IllegalStateException("found something recalled before the first turn");
    }
    return pieces;
  }

  private void note(Generation generation) {
    prefillTokens += generation.timings().prefill().tokens();
    prefillSeconds += generation.timings().prefill().seconds();
  }

  private TraceEvent[] turnEvents(
      Rendering.Delta delta,
      List<Piece> pieces,
      long first,
      GenerationRequest request,
      Generation generation) {
    int turn = state.turn();
    int id = state.nextPart();
    List<TraceEvent> events = new ArrayList<>();
    List<TracedPart> parts = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      TokenText.Run run = delta.runs().get(i);
      parts.add(
          new TracedPart(
              id + i,
              piece.role(),
              piece.kind(),
              piece.name(),
              piece.text(),
              run.start(),
              run.end()));
    }
    events.add(new TraceEvent.Appended(turn, parts, first, TokenIds.of(delta.tokens())));
    events.add(
        new TraceEvent.Generated(
            turn,
            id + pieces.size(),
            first + delta.tokens().length,
            TokenIds.of(generation.tokens().stream().mapToInt(i -> i).toArray()),
            generation.text(),
            Samplings.written(request.sampling()),
            Optional.of(request.maxTokens()),
            request.stopStrings(),
            generation.finish().name().toLowerCase(Locale.ROOT)));
    for (int i = 0; i < recalled.size(); i++) {
      events.add(new TraceEvent.Recalled(id + i, recalled.get(i)));
    }
    recalled.clear();
    return events.toArray(TraceEvent[]::new);
  }

  /** Writes events down and takes them into account. What was done before it must be so. */
  private void record(TraceEvent... events) {
    broken = true;
    trace.append(events);
    for (TraceEvent event : events) {
      state.apply(event);
    }
    broken = false;
  }

  private void requireSound() {
    if (broken) {
      throw new SessionException.Broken(name);
    }
  }

  /** Whether the last thing the model wrote is the token that ends its turn. */
  private Optional<Integer> endsInMarker() {
    int[] ids = tokens.tokens();
    boolean ends =
        ids.length > 0 && sessions.engine().tokenizer().isEndOfGeneration(ids[ids.length - 1]);
    return ends && !state.messages().isEmpty()
        ? Optional.of(ids[ids.length - 1])
        : Optional.empty();
  }

  private List<Deletion> applyPolicies(List<Piece> pieces, int incoming) {
    if (policies.isEmpty() || state.turn() == 0) {
      return List.of();
    }
    PolicyView view = new PolicyView(state, columns());
    List<Choice> choices = view.choose(policies, options.budget(), pieces, incoming);
    List<TraceEvent> events = new ArrayList<>();
    List<Span> spans = new ArrayList<>();
    for (Choice choice : choices) {
      List<Span> chosen = view.spans(choice, sessions.engine().tokenizer());
      if (!chosen.isEmpty()) {
        spans.addAll(chosen);
        events.add(
            new Deleted(
                options.deletion(),
                List.of(choice.partId()),
                SessionState.traced(chosen),
                state.turn(),
                choice.reason(),
                choice.policy(),
                OptionalDouble.empty()));
      }
    }
    if (events.isEmpty()) {
      return List.of();
    }
    return carryOut(options.deletion(), spans, OptionalDouble.empty(), events);
  }

  private List<Deletion> carryOut(
      Deleted.Kind kind, List<Span> spans, OptionalDouble share, List<TraceEvent> events) {
    int had = state.deletions().size();
    switch (kind) {
      case FORGET -> tokens.forget(spans);
      case REDACT -> {
        // One event after the other, as a replay does it.
        for (TraceEvent event : events) {
          tokens.redact(SessionState.spans(((Deleted) event).spans()));
        }
      }
      case REPAIR -> tokens.repair(spans, share.orElseThrow());
    }
    record(events.toArray(TraceEvent[]::new));
    defragmentIfWorth();
    List<Deletion> all = state.deletions();
    return all.subList(had, all.size());
  }

  /** Moves columns together where so many slots are dead that it pays; no bit changes. */
  private void defragmentIfWorth() {
    if (tokens.sequence().deadSlots()
        > Math.max(
            2 * sessions.engine().pool().slots(),
            WORTH_DEFRAGMENTING * tokens.sequence().columns())) {
      Defragmentation moved = tokens.defragment();
      assert moved.deadSlotsAfter() <= moved.deadSlotsBefore();
    }
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

  /** Makes it as if the parts had never been read; otherwise as {@link #forget}. */
  public Deletion redact(List<Integer> parts, String reason, String by) {
    return delete(Deleted.Kind.REDACT, parts, OptionalDouble.empty(), reason, by);
  }

  /** Forgets parts and computes a share of what follows again; otherwise as {@link #forget}. */
  public Deletion repair(List<Integer> parts, double share, String reason, String by) {
    return delete(Deleted.Kind.REPAIR, parts, OptionalDouble.of(share), reason, by);
  }

  private Deletion delete(
      Deleted.Kind kind, List<Integer> ids, OptionalDouble share, String reason, String by) {
    requireSound();
    List<Span> spans = new ArrayList<>();
    for (int id : ids) {
      SessionPart part = part(id);
      if (part.pin() == Pin.PINNED) {
        throw new SessionException.PartPinned(id);
      }
      spans.addAll(PolicyView.live(part, state.timeline()));
    }
    List<Span> merged = Span.merged(spans);
    if (merged.isEmpty()) {
      throw new SessionException.NothingToDelete("part " + ids);
    }
    return carryOut(
            kind,
            merged,
            share,
            List.of(
                new Deleted(
                    kind, ids, SessionState.traced(merged), state.turn(), reason, by, share)))
        .getFirst();
  }

  /** The part of an id. */
  public SessionPart part(int id) {
    return state.part(id).orElseThrow(() -> new SessionException.NoPart(id, state.parts().size()));
  }

  /** Makes a part safe from policies and deletions, or lets it go again. */
  public void pin(int id, Pin pin) {
    requireSound();
    part(id);
    record(
        new TraceEvent.Pinned(
            id,
            switch (pin) {
              case PINNED -> TraceEvent.Pinned.Pin.PINNED;
              case FREE -> TraceEvent.Pinned.Pin.UNPINNED;
            }));
  }

  /**
   * Closes all holes: positions of what stands after them go down, stored keys are turned. For
   * models whose trained window is exceeded; returns the next position then.
   */
  public long closeHoles() {
    requireSound();
    List<Span> holes = PolicyView.holes(state);
    if (!holes.isEmpty()) {
      tokens.close(holes);
      record(new TraceEvent.Closed(SessionState.traced(holes)));
    }
    return tokens.nextPosition();
  }

  /** Brings a part back: its text comes again, as a new part, with the next message. */
  public void recall(int id) {
    requireSound();
    part(id);
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

  private List<Piece> recalledPieces() {
    return recalled.stream()
        .map(this::part)
        .map(part ->
            new Piece(
                io.lethe.trace.PartRole.USER,
                part.kind() == io.lethe.trace.PartKind.SYSTEM
                    ? io.lethe.trace.PartKind.TEXT
                    : part.kind(),
                part.name(),
                part.text().strip() + "\n\n"))
        .toList();
  }

  /** A copy that goes on by itself and shares the columns. */
  public Session fork(String newName) {
    requireSound();
    TokenSession copy = tokens.fork();
    boolean forked = false;
    try {
      Session session = sessions.fork(this, newName, copy, trace.events() - 1);
      forked = true;
      return session;
    } finally {
      if (!forked) {
        copy.close();
      }
    }
  }

  /** Hands the columns to the disk, without waiting. */
  public void checkpoint() {
    if (tokens.liveColumns() > 0) {
      sessions.kept().checkpoint(sessions.engine(), tokens, trace);
    }
  }

  /** SHA-256 over all columns, hexadecimal. */
  public String digest() {
    return java.util.HexFormat.of().formatHex(tokens.stateDigest());
  }

  /** What computes the answers. */
  public Engine engine() {
    return sessions.engine();
  }

  /** Keeps everything and gives the columns back. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        if (!broken) {
          checkpoint();
          sessions.flush();
        }
      } finally {
        tokens.close();
        trace.close();
      }
    }
  }

  private boolean closed;
}
