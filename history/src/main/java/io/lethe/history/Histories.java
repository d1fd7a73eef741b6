package io.lethe.history;

import io.lethe.engine.Cancellation;
import io.lethe.engine.Engine;
import io.lethe.session.Replay;
import io.lethe.session.Session;
import io.lethe.session.SessionOptions;
import io.lethe.session.Sessions;
import io.lethe.trace.PartRole;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers histories: finds the session that each continues, deletes in place what the client left
 * out, reads what is new, and goes on. Owner by owner; sessions of one do not exist for another.
 * Owns the sessions that it opens; close it before {@link Sessions}. Safe for many threads.
 */
public final class Histories implements AutoCloseable {
  /** Sessions that stay open unless told otherwise. */
  public static final int DEFAULT_OPEN = 64;

  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int NAME_LENGTH = 12;

  /** How often a session is looked for that others change meanwhile, before it is copied. */
  private static final int ATTEMPTS = 3;

  private final Sessions sessions;
  private final ToolFormat format;
  private final Desk desk;
  private final Archive archive;
  private final Recognition recognition;
  private final RandomGenerator random = new SecureRandom();

  /**
   * @param sessions of the model that answers
   * @param open how many sessions stay open, 1 or more
   */
  public Histories(Sessions sessions, int open) {
    Engine engine = sessions.engine();
    this.sessions = sessions;
    this.format = ToolFormat.of(engine.chatFormat().template());
    this.desk = new Desk(sessions, open);
    Items cutting = new Items(format);
    this.archive = new Archive(sessions, cutting);
    this.recognition = new Recognition(archive, cutting, engine.modelId());
  }

  /** The model that answers. */
  public Engine engine() {
    return sessions.engine();
  }

  /** How the model is told of tools and how it writes calls. */
  public ToolFormat toolFormat() {
    return format;
  }

  /** How many sessions are open. */
  public int open() {
    return desk.open();
  }

  /**
   * Answers a history. When this returns the answer is durable. Two requests that continue the same
   * session at the same time get a copy each.
   *
   * @throws HistoryException if it cannot be answered
   * @throws java.util.concurrent.CancellationException if it was cancelled before the answer began
   */
  public Reply answer(Request request, ReplyListener listener, Cancellation cancellation) {
    check(request);
    String told = told(request);
    for (int attempt = 1; ; attempt++) {
      switch (recognition.find(request, told)) {
        case Recognition.Found.Nothing(Optional<Missed> why) -> {
          try (Desk.Loan loan = begin(request)) {
            return answer(
                request, listener, cancellation, loan, Optional.empty(), miss(request, why));
          }
        }
        case Recognition.Found.Fitting(Fit fit) -> {
          Optional<Desk.Loan> loan = borrow(fit, attempt);
          if (loan.isPresent()) {
            try (Desk.Loan held = loan.get()) {
              return answer(request, listener, cancellation, held, Optional.of(fit), miss(fit));
            }
          }
        }
      }
    }
  }

  private Reply answer(
      Request request,
      ReplyListener listener,
      Cancellation cancellation,
      Desk.Loan loan,
      Optional<Fit> fit,
      Optional<Missed> miss) {
    Session session = loan.session();
    boolean answered = false;
    try {
      Answering.Answered done =
          new Answering(request, listener, cancellation, format, session, fit, miss, this::newName)
              .run();
      answered = true;
      for (Session each : done.sessions()) {
        archive.note(each);
        if (each != session) {
          desk.add(each).close();
        }
      }
      return done.reply();
    } finally {
      if (!answered) {
        undo(loan);
      }
    }
  }

  /** What was begun for a request that failed is of no use to anybody. */
  private void undo(Desk.Loan loan) {
    switch (loan.age()) {
      case NEW -> loan.remove();
      case KNOWN -> {
        if (loan.session().isBroken()) {
          loan.giveUp();
        }
      }
    }
    archive.refresh(loan.session().name());
  }

  /**
   * What the session that goes on with a history has forgotten of it; nothing where none does, or
   * where the client goes on from an earlier turn. Opens no session and changes none.
   */
  public Gone gone(Request request) {
    try {
      return recognition.find(request, told(request)) instanceof Recognition.Found.Fitting(Fit fit)
              && fit.continues()
          ? gone(fit)
          : Gone.NOTHING;
    } catch (HistoryException.NoSession | HistoryException.Contradiction _) {
      return Gone.NOTHING; // it names a session that it does not continue
    }
  }

  private static Gone gone(Fit fit) {
    Map<Gone.Place, Integer> tokens = new HashMap<>();
    for (Fit.Place place : fit.places()) {
      int gone = fit.known().gone(place.read());
      if (gone > 0) {
        tokens.merge(
            new Gone.Place(place.sent().message(), place.sent().block()), gone, Integer::sum);
      }
    }
    return new Gone(Optional.of(fit.known().name()), tokens);
  }

  private static void check(Request request) {
    if (request.asked().isEmpty()) {
      throw new HistoryException.Contradiction(
          "found no message to be answered, wanted one of the user at least");
    }
    if (request.messages().getLast().role() == PartRole.ASSISTANT) {
      checkBegun(request);
    }
    if (request.choices() < 1) {
      throw new HistoryException.Contradiction(
          "found %d choices, wanted 1 or more".formatted(request.choices()));
    }
  }

  /** An answer that the client begins is gone on with in text. */
  private static void checkBegun(Request request) {
    List<Block> blocks = request.messages().getLast().blocks();
    if (!blocks.stream().allMatch(block -> block instanceof Block.Text)) {
      throw new HistoryException.Unsupported(
          "found the model's own message as the last one, with thoughts or calls; wanted text that the model goes on with, or a message of the user or of a tool");
    }
    boolean forced = request.toolChoice().isForced();
    if (!request.begun().isEmpty()
        && (forced || !(request.format() instanceof AnswerFormat.Text))) {
      throw new HistoryException.Unsupported(
          "found the beginning of an answer that has to be %s; wanted no message of the assistant at the end, or an answer in text"
              .formatted(forced ? "the call of a tool" : "JSON"));
    }
  }

  private String told(Request request) {
    String tools = templateTools(request);
    return format.describe(request.tools()).map(text -> tools + "\n" + text.strip()).orElse(tools);
  }

  private String templateTools(Request request) {
    return JsonMapper.shared().writeValueAsString(format.templateTools(request.tools()));
  }

  private Desk.Loan begin(Request request) {
    SessionOptions options =
        SessionOptions.PLAIN.withOwner(request.owner().id()).withTools(templateTools(request));
    return desk.add(sessions.create(newName(), options));
  }

  /**
   * The session of a fit, or a copy: where the client goes on from an earlier turn, or where
   * somebody uses the session. Nothing if the session went on meanwhile.
   */
  private Optional<Desk.Loan> borrow(Fit fit, int attempt) {
    String name = fit.known().name();
    Optional<Desk.Loan> free = borrowIfFree(name);
    if (free.isEmpty() || attempt > ATTEMPTS) {
      free.ifPresent(Desk.Loan::close);
      return Optional.of(desk.add(sessions.forkAt(name, fit.turns() - 1, newName())));
    }
    Desk.Loan loan = free.get();
    boolean lent = false;
    try {
      if (loan.session().turn() != fit.known().turn()) {
        archive.note(loan.session());
        return Optional.empty();
      }
      if (fit.continues()) {
        lent = true;
        return Optional.of(loan);
      }
      return Optional.of(desk.add(sessions.forkAt(loan.session(), fit.turns() - 1, newName())));
    } finally {
      if (!lent) {
        loan.close();
      }
    }
  }

  private Optional<Desk.Loan> borrowIfFree(String name) {
    try {
      return desk.borrowIfFree(name);
    } catch (TraceException.Locked _) {
      return Optional.empty(); // another process uses it
    }
  }

  private static Optional<Missed> miss(Request request, Optional<Missed> why) {
    boolean expected =
        request.asked().stream().anyMatch(message -> message.role() == PartRole.ASSISTANT);
    if (!expected) {
      return Optional.empty();
    }
    return Optional.of(
        why.orElseGet(() ->
            new Missed(
                Miss.Cause.NOTHING_ALIKE,
                "no session has read or written these messages",
                Optional.empty())));
  }

  private static Optional<Missed> miss(Fit fit) {
    return fit.continues()
        ? Optional.empty()
        : Optional.of(
            new Missed(
                Miss.Cause.MESSAGES_CHANGED,
                "session %s: %s"
                    .formatted(fit.known().name(), fit.difference().orElse("it went on")),
                Optional.of(fit.known())));
  }

  private String newName() {
    while (true) {
      StringBuilder name = new StringBuilder("s-");
      for (int i = 0; i < NAME_LENGTH; i++) {
        name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      if (!sessions.contains(name.toString())) {
        return name.toString();
      }
    }
  }

  /** The owner's sessions, those used last first. */
  public List<Listed> sessions(Owner owner) {
    Set<String> own = new HashSet<>(archive.names(owner));
    Map<String, Listed.Presence> presences = desk.presences();
    return sessions.list().stream()
        .filter(listing -> own.contains(listing.name()))
        .map(listing ->
            new Listed(
                listing,
                archive.gist(listing.name()),
                presences.getOrDefault(listing.name(), Listed.Presence.STORED)))
        .toList();
  }

  /**
   * A session as it is, or as it was before somebody began to use it: waits for nobody's answer.
   * The session is opened if it is not.
   *
   * @throws HistoryException.NoSession if there is none, or it is not the owner's
   */
  public Glance glance(Owner owner, String name) {
    requireOwn(owner, name);
    Optional<Desk.Loan> free = borrowIfFree(name);
    if (free.isPresent()) {
      try (Desk.Loan loan = free.get()) {
        Session session = loan.session();
        return new Glance(
            session.view(), sessions.trace(name), Optional.of(session.map()), Glance.Use.FREE);
      }
    }
    while (true) {
      Optional<Desk.Moment> before = desk.before(name);
      Trace trace = sessions.trace(name);
      if (before.isPresent()) {
        Trace then = trace.until(before.get().state());
        return new Glance(
            sessions.view(name, then), then, Optional.of(before.get().map()), Glance.Use.BUSY);
      }
      // While it is opened nothing is added to its trace; if that is over, look again.
      if (desk.before(name).isEmpty()) {
        return new Glance(sessions.view(name, trace), trace, Optional.empty(), Glance.Use.BUSY);
      }
    }
  }

  /**
   * Does something with a session while nobody else uses it; waits for who does. The session is
   * opened if it is not.
   *
   * @throws HistoryException.NoSession if there is none, or it is not the owner's
   */
  public <T> T session(Owner owner, String name, Function<Session, T> work) {
    requireOwn(owner, name);
    try (Desk.Loan loan = desk.borrow(name)) {
      T result = work.apply(loan.session());
      archive.note(loan.session());
      return result;
    }
  }

  /**
   * Deletes a session for good.
   *
   * @throws HistoryException.NoSession if there is none, or it is not the owner's
   */
  public void delete(Owner owner, String name) {
    requireOwn(owner, name);
    try (Desk.Loan loan = desk.borrow(name)) {
      loan.remove();
      archive.forget(name);
    }
  }

  /**
   * Makes a copy that goes on by itself and shares the columns; returns its name.
   *
   * @param newName what to call it, if not as we like
   * @throws HistoryException.NoSession if there is none, or it is not the owner's
   * @throws TraceException if the name is taken or no name
   */
  public String fork(Owner owner, String name, Optional<String> newName) {
    requireOwn(owner, name);
    String copy = newName.orElseGet(this::newName);
    try (Desk.Loan loan = desk.borrow(name);
        Desk.Loan forked = desk.add(loan.session().fork(copy))) {
      archive.note(forked.session());
    }
    return copy;
  }

  /**
   * Replays a session and compares; others may use it meanwhile.
   *
   * @param until the last turn that is replayed; absent: all
   * @throws HistoryException.NoSession if there is none, or it is not the owner's
   */
  public Replay.Report replay(Owner owner, String name, OptionalInt until) {
    return replay(owner, name, Replay.Deletions.AS_RECORDED, until);
  }

  /**
   * As {@link #replay(Owner, String, OptionalInt)}.
   *
   * @param deletions whether they take place
   */
  public Replay.Report replay(
      Owner owner, String name, Replay.Deletions deletions, OptionalInt until) {
    requireOwn(owner, name);
    return sessions.replay(name, deletions, until);
  }

  /**
   * What happened to a session, which may be in use.
   *
   * @throws HistoryException.NoSession if there is none, or it is not the owner's
   */
  public Trace trace(Owner owner, String name) {
    requireOwn(owner, name);
    return sessions.trace(name);
  }

  /**
   * Begins a session as another one was after a turn; returns its name.
   *
   * @param turn the last one that is kept
   * @param newName what to call it, if not as we like
   * @throws HistoryException.NoSession if there is none, or it is not the owner's
   */
  public String forkAt(Owner owner, String name, int turn, Optional<String> newName) {
    requireOwn(owner, name);
    String copy = newName.orElseGet(this::newName);
    try (Desk.Loan forked = desk.add(sessions.forkAt(name, turn, copy))) {
      archive.note(forked.session());
    }
    return copy;
  }

  private void requireOwn(Owner owner, String name) {
    if (!archive.has(owner, name)) {
      throw new HistoryException.NoSession(name);
    }
  }

  /** Waits for answers that are being written, and closes all sessions. */
  @Override
  public void close() {
    desk.close();
  }
}
