package io.lethe.history;

import io.lethe.engine.Cancellation;
import io.lethe.engine.EngineException;
import io.lethe.engine.GenerationRequest;
import io.lethe.policy.Choice;
import io.lethe.session.Answer;
import io.lethe.session.CacheOrigin;
import io.lethe.session.Cut;
import io.lethe.session.Deletion;
import io.lethe.session.GivenTurn;
import io.lethe.session.Piece;
import io.lethe.session.Reading;
import io.lethe.session.Session;
import io.lethe.session.SessionPart;
import io.lethe.session.Spoken;
import io.lethe.session.Voice;
import io.lethe.tokenizer.Prompt;
import io.lethe.trace.PartRole;
import io.lethe.trace.TraceEvent.Deleted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * One request, answered by the session that was found for it: what goes is deleted, what is new is
 * read, and the model speaks. For one use.
 */
final class Answering {
  /** Of later columns, how much a repair computes again unless told otherwise. */
  private static final double SHARE = 0.15;

  private final Request request;
  private final ReplyListener listener;
  private final Cancellation cancellation;
  private final ToolFormat format;
  private final Session session;
  private final Optional<Fit> fit;
  private final Optional<Missed> missed;
  private final Names names;

  private final List<io.lethe.history.Choice> choices = new ArrayList<>();
  private final List<AppliedEdit> edits = new ArrayList<>();
  private int thoughts;
  private Optional<Miss> miss = Optional.empty();
  private List<SessionPart> taken = List.of(); // parts of turns that were answered elsewhere
  private Start start = new Start("", 0, Cache.COMPUTED, 0, 0, Optional.empty());

  /** Finds names for new sessions. */
  @FunctionalInterface
  interface Names {
    String next();
  }

  /**
   * @param fit how the session fits; absent if it is new
   */
  Answering(
      Request request,
      ReplyListener listener,
      Cancellation cancellation,
      ToolFormat format,
      Session session,
      Optional<Fit> fit,
      Optional<Missed> missed,
      Names names) {
    this.request = request;
    this.listener = listener;
    this.cancellation = cancellation;
    this.format = format;
    this.session = session;
    this.fit = fit;
    this.missed = missed;
    this.names = names;
  }

  /** An answer, and the sessions of all its choices. */
  record Answered(Reply reply, List<Session> sessions) {}

  Answered run() {
    GenerationRequest wanted = AnswerGrammar.generation(request, format, session.engine());
    int columnsBefore = session.columns();
    int blocksBefore = blocks();
    int deletions = session.deletions().size();
    CacheOrigin origin = session.origin();
    Cache cache = fit.isEmpty() ? Cache.COMPUTED : cache(origin);
    if (origin instanceof CacheOrigin.Replayed(String reason, int tokens) && missed.isEmpty()) {
      miss = Optional.of(new Miss(Miss.Cause.STATE_LOST, tokens, reason));
    }
    request
        .wishes()
        .policies()
        .ifPresent(policies -> session.usePolicies(policies, request.wishes().budget()));
    Script script = new Script(format, session.parts().size(), session.turn());
    List<Script.Turn> turns = script(script);
    SortedMap<Integer, List<Choice>> choices =
        new Annotations(request.asked(), fit, script, session.turn()).choices();
    try {
      int given = read(turns.subList(0, turns.size() - 1), choices);
      cut(choices.getOrDefault(session.turn(), List.of()));
      edit(turns.getLast().pieces());
      List<Spoken> spoken = say(turns.getLast().pieces(), wanted, cache, given);
      return answered(spoken, cache, deletions, columnsBefore, blocksBefore);
    } catch (EngineException.ContextFull e) {
      HistoryException tooLong =
          new HistoryException.TooLong(
              (int) (session.columns() + e.wantedColumns()), session.columns() + e.freeColumns());
      tooLong.initCause(e);
      throw tooLong;
    }
  }

  private List<Script.Turn> script(Script script) {
    if (fit.isEmpty()) {
      Pieces.telling(format, request.tools()).ifPresent(script::prepend);
    }
    fit.map(Fit::again).orElse(List.of()).forEach(script::remind);
    List<Script.Turn> turns = script.write(request.asked(), fit.map(Fit::tail).orElse(0));
    if (turns.getLast().pieces().isEmpty()) {
      throw new HistoryException.Contradiction(
          "found nothing to answer: the last message of the user or of a tool is empty; wanted a text or a tool's result");
    }
    return turns;
  }

  /** Takes turns in that were answered elsewhere; returns how many tokens that took. */
  private int read(List<Script.Turn> given, SortedMap<Integer, List<Choice>> choices) {
    if (fit.isPresent()) {
      cut(fit.get().cuts());
    }
    List<GivenTurn> turns = new ArrayList<>();
    for (Script.Turn turn : given) {
      turns.add(
          new GivenTurn(
              choices.getOrDefault(turn.number(), List.of()).stream().map(this::cut).toList(),
              switch (request.wishes().positions()) {
                case KEEP -> GivenTurn.Holes.STAY;
                case CLOSE -> GivenTurn.Holes.CLOSE;
              },
              turn.pieces(),
              turn.answer().orElseThrow()));
    }
    if (turns.isEmpty()) {
      return 0;
    }
    int before = session.parts().size();
    int computed = session.read(turns);
    taken = session.parts().subList(before, session.parts().size());
    return computed;
  }

  private void cut(List<Choice> choices) {
    List<Deletion> done = session.cut(choices.stream().map(this::cut).toList());
    if (!done.isEmpty()) {
      switch (request.wishes().positions()) {
        case KEEP -> {}
        case CLOSE -> session.closeHoles();
      }
    }
  }

  /** Clears what the request wants to have cleared. */
  private void edit(List<Piece> incoming) {
    if (request.edits().isEmpty()) {
      return;
    }
    int results = 0;
    long tokens = 0;
    for (Piece piece : incoming) {
      results += piece.role() == PartRole.TOOL ? 1 : 0;
      tokens += session.engine().tokenizer().encode(piece.text()).length;
    }
    Set<String> tools =
        request.tools().stream().map(Tool::name).collect(Collectors.toUnmodifiableSet());
    List<ContextEdits.Cleared> cleared =
        new ContextEdits(format, tools::contains, session::columns)
            .choose(request.edits(), session.parts(), new ContextEdits.Incoming(results, tokens));
    for (ContextEdits.Cleared each : cleared) {
      cut(each.choices());
      edits.add(each.applied());
    }
  }

  private Cut cut(Choice choice) {
    Deleted.Kind kind =
        choice.policy().equals(Annotations.CLIENT)
            ? request.wishes().deletion()
            : Deleted.Kind.FORGET;
    return new Cut(
        kind,
        kind == Deleted.Kind.REPAIR
            ? OptionalDouble.of(request.wishes().share().orElse(SHARE))
            : OptionalDouble.empty(),
        choice);
  }

  private List<Spoken> say(List<Piece> pieces, GenerationRequest wanted, Cache cache, int given) {
    List<Telling> tellings = new ArrayList<>();
    List<Voice> voices = new ArrayList<>();
    for (int i = 0; i < request.choices(); i++) {
      String name = i == 0 ? session.name() : names.next();
      Telling telling = new Telling(request, format, name, session.turn(), listener, i);
      tellings.add(telling);
      voices.add(new Voice(name, generation(wanted, i), telling));
    }
    Reading reading =
        new Reading() {
          @Override
          public void begins(int seen, int unread) {
            Missed.Work work = new Missed.Work(taken, given, pieces, unread);
            miss = missed.map(why -> why.miss(work, session.engine().tokenizer())).or(() -> miss);
            start =
                new Start(
                    session.name(),
                    session.turn(),
                    cache,
                    seen + unread,
                    Math.max(0, seen - given),
                    miss);
            listener.started(start);
            listener.reading(0, unread);
          }

          @Override
          public void reads(int done, int total) {
            listener.reading(done, total);
          }
        };
    List<Spoken> spoken = session.say(pieces, begun(), voices, reading, cancellation);
    for (int i = 0; i < spoken.size(); i++) {
      choices.add(tellings.get(i).choice(spoken.get(i).answer().generation(), session.engine()));
      thoughts += tellings.get(i).thoughts(session.engine());
    }
    return spoken;
  }

  private Prompt begun() {
    String text = request.begun();
    return text.isEmpty() ? Prompt.quoted("") : format.written(List.of(new Block.Text(text)));
  }

  private GenerationRequest generation(GenerationRequest wanted, int choice) {
    return choice == 0
        ? wanted
        : wanted.withSampling(wanted.sampling().withSeed(wanted.sampling().seed() + choice));
  }

  private Answered answered(
      List<Spoken> spoken, Cache cache, int deletions, int columnsBefore, int blocksBefore) {
    Answer first = spoken.getFirst().answer();
    List<Forgotten> forgotten = new ArrayList<>();
    List<Deletion> all = session.deletions();
    for (Deletion deletion : all.subList(Math.min(deletions, all.size()), all.size())) {
      for (int part : deletion.parts()) {
        forgotten.add(
            new Forgotten(
                part, deletion.since(), deletion.tokens(), deletion.by(), deletion.reason()));
      }
    }
    int completion =
        spoken.stream().mapToInt(each -> each.answer().generation().tokens().size()).sum();
    int gone = session.gone().cardinality();
    Reply reply =
        new Reply(
            session.name(),
            first.turn(),
            session.state().hex(),
            cache,
            choices,
            new Usage(start.prompt(), start.cached(), gone, completion, thoughts),
            forgotten,
            edits,
            miss,
            columnsBefore,
            session.columns(),
            blocksBefore,
            blocks());
    return new Answered(reply, spoken.stream().map(Spoken::session).toList());
  }

  private int blocks() {
    int slots = session.engine().pool().slots();
    return (session.tokens().sequence().columns() + slots - 1) / slots;
  }

  private static Cache cache(CacheOrigin origin) {
    return switch (origin) {
      case CacheOrigin.Live _ -> Cache.LIVE;
      case CacheOrigin.Restored _ -> Cache.RESTORED;
      case CacheOrigin.Replayed _ -> Cache.REPLAYED;
    };
  }
}
