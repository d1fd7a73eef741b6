package io.lethe.lab;

import io.lethe.engine.Mark;
import io.lethe.engine.TokenSession;
import io.lethe.kv.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A conversation that was read once, and is forked for every arm and every question. Owns its
 * columns. For one thread.
 */
public final class Subject implements AutoCloseable {
  private static final int OPENING = 60;
  private static final String HAND_OVER =
      "Write a note for a colleague who takes over and sees nothing of this conversation. Keep every"
          + " fact, name, number and decision that is still needed, and nothing else.";
  private static final String NOTE = "A colleague hands this over to you:\n";

  private final Rig rig;
  private final Conversation conversation;
  private final Script script;
  private final TokenSession full;
  private final long first;
  private final Cost cost;

  private Subject(
      Rig rig, Conversation conversation, Script script, TokenSession full, long first, Cost cost) {
    this.rig = rig;
    this.conversation = conversation;
    this.script = script;
    this.full = full;
    this.first = first;
    this.cost = cost;
  }

  /** Reads a conversation. */
  public static Subject read(Rig rig, Conversation conversation) {
    return read(rig, conversation, 0);
  }

  /** Reads a conversation whose first token gets a position. */
  public static Subject read(Rig rig, Conversation conversation, long first) {
    Script script = Script.of(rig.engine(), conversation);
    TokenSession full = rig.engine().newSession(first);
    Meter meter = new Meter();
    meter.read(full, script.tokens());
    return new Subject(rig, conversation, script, full, first, meter.cost(full));
  }

  public Conversation conversation() {
    return conversation;
  }

  public Script script() {
    return script;
  }

  /** What reading it took. */
  public Cost cost() {
    return cost;
  }

  /** Where the parts lie that are to be deleted. */
  public List<Span> deleted() {
    return script.spans(conversation.delete()).stream()
        .map(span -> new Span(first + span.start(), first + span.end()))
        .toList();
  }

  /** Another session with all of it. */
  public TokenSession fork() {
    return full.fork();
  }

  /** The conversation under an arm; the caller closes it. */
  public Prepared under(Arm arm) {
    Meter meter = new Meter();
    return switch (arm) {
      case NEVER -> prepared(arm, full.fork(), meter);
      case FORGET -> edited(arm, meter, 0);
      case PLACEBO -> placebo(meter);
      case REPAIR_4 -> edited(arm, meter, 0.04);
      case REPAIR_16 -> edited(arm, meter, 0.16);
      case REPAIR_50 -> edited(arm, meter, 0.5);
      case REDACT_GAP -> edited(arm, meter, 1);
      case CLOSE -> {
        TokenSession fork = full.fork();
        meter.time(() -> fork.close(deleted()));
        yield prepared(arm, fork, meter);
      }
      case REDACT_SHIFT ->
          reread(
              arm,
              part -> isDeleted(part) ? Optional.empty() : Optional.of(part.text()),
              "",
              meter);
      case ERRATUM -> corrected(meter);
      case SUMMARY -> summarised(meter);
      case SUMMARY_SEEN -> summarisedInPlace(meter);
      case SLIDE -> slid(meter);
      case DROP_OLDEST -> dropped(meter);
      case HANDOVER -> handedOver(meter);
      case NOTHING -> {
        Conversation empty =
            new Conversation(
                conversation.id(),
                conversation.title(),
                conversation.system(),
                List.of(),
                conversation.delete(),
                Map.of(),
                conversation.probes());
        yield fresh(arm, Script.of(rig.engine(), empty), "", meter);
      }
    };
  }

  private Prepared prepared(Arm arm, TokenSession session, Meter meter) {
    return new Prepared(arm.letter(), session, script, "", meter.cost(session));
  }

  private Prepared edited(Arm arm, Meter meter, double share) {
    TokenSession fork = full.fork();
    meter.time(() -> fork.repair(deleted(), share));
    return prepared(arm, fork, meter);
  }

  /** Forgets as much, as far as there is as much, of what no question is about. */
  private Prepared placebo(Meter meter) {
    TokenSession fork = full.fork();
    Placebo.of(script, conversation, script.tokens().length - budget())
        .span()
        .map(span -> new Span(first + span.start(), first + span.end()))
        .ifPresent(span -> meter.time(() -> fork.forget(List.of(span))));
    return prepared(Arm.PLACEBO, fork, meter);
  }

  private boolean isDeleted(Conversation.Part part) {
    return part.span().filter(conversation.delete()::contains).isPresent();
  }

  /** Reads other text; what it begins with as this conversation does is warm already. */
  private Prepared reread(
      Arm arm,
      java.util.function.Function<Conversation.Part, Optional<String>> text,
      String written,
      Meter meter) {
    Script other = Script.of(rig.engine(), conversation, text);
    TokenSession fork = full.fork();
    int common = fork.commonPrefix(other.tokens());
    fork.truncate(common);
    meter.read(fork, Arrays.copyOfRange(other.tokens(), common, other.tokens().length));
    return new Prepared(arm.letter(), fork, other, written, meter.cost(fork));
  }

  private static Prepared fresh(Arm arm, Script script, String written, Meter meter) {
    TokenSession session = script.engine().newSession();
    meter.read(session, script.tokens());
    return new Prepared(arm.letter(), session, script, written, meter.cost(session));
  }

  /** Forgets, and reads the right answers to the questions that have a wrong one. */
  private Prepared corrected(Meter meter) {
    StringBuilder erratum = new StringBuilder("Correction.");
    for (Probe probe : conversation.probes()) {
      if (!probe.antiKeywords().isEmpty() && !probe.keywords().isEmpty()) {
        erratum.append(" %s %s.".formatted(probe.question(), probe.keywords().getFirst()));
      }
    }
    TokenSession fork = full.fork();
    meter.time(() -> fork.forget(deleted()));
    meter.read(fork, script.exchange(erratum.toString(), "Understood."));
    return new Prepared(
        Arm.ERRATUM.letter(),
        fork,
        script.with(erratum.toString(), "Understood."),
        "",
        meter.cost(fork));
  }

  /** The conversation without some positions; the caller closes it. */
  public Prepared without(String label, List<Span> spans) {
    Meter meter = new Meter();
    TokenSession fork = full.fork();
    meter.time(() -> fork.forget(spans));
    return new Prepared(label, fork, script, "", meter.cost(fork));
  }

  /** Forgotten, and positions left out before the questions; the caller closes it. */
  public Prepared skipping(String label, int positions) {
    Meter meter = new Meter();
    TokenSession fork = full.fork();
    meter.time(() -> fork.forget(deleted()));
    fork.skip(positions);
    return new Prepared(label, fork, script, "", meter.cost(fork));
  }

  private int summaryTokens() {
    return rig.size().choose(12, 64);
  }

  /** A request that says which part is meant by how it begins. */
  private static String summaryRequest(Conversation.Part part) {
    String line = part.text().strip().replaceAll("\\s+", " ");
    return "Summarise, in at most two sentences, the part of this conversation that begins with: \""
        + line.substring(0, Math.min(OPENING, line.length()))
        + "\". Keep what is still needed.";
  }

  private Prepared summarised(Meter meter) {
    Map<String, String> summaries = new HashMap<>();
    StringBuilder written = new StringBuilder();
    for (Script.Placed placed : script.parts()) {
      if (isDeleted(placed.part())) {
        try (TokenSession fork = full.fork()) {
          meter.read(fork, script.question(summaryRequest(placed.part())));
          String summary = meter.write(fork, summaryTokens());
          summaries.put(placed.part().span().orElseThrow(), summary);
          written.append(summary).append('\n');
        }
      }
    }
    return reread(
        Arm.SUMMARY,
        part ->
            isDeleted(part)
                ? part.span().map(span -> summaries.getOrDefault(span, ""))
                : Optional.of(part.text()),
        written.toString(),
        meter);
  }

  /** The model writes its summaries at the end, sees them from then on, and the parts no more. */
  private Prepared summarisedInPlace(Meter meter) {
    TokenSession fork = full.fork();
    Script longer = script;
    StringBuilder written = new StringBuilder();
    for (Script.Placed placed : script.parts()) {
      if (isDeleted(placed.part())) {
        String request = summaryRequest(placed.part());
        String summary;
        try (TokenSession asked = fork.fork()) {
          meter.read(asked, longer.question(request));
          summary = meter.write(asked, summaryTokens());
        }
        // As a server has it that goes on with what the model wrote; the reading is not counted.
        fork.append(longer.exchange(request, summary));
        longer = longer.with(request, summary);
        written.append(summary).append('\n');
      }
    }
    meter.time(() -> fork.forget(deleted()));
    return new Prepared(
        Arm.SUMMARY_SEEN.letter(), fork, longer, written.toString(), meter.cost(fork));
  }

  /** How many columns forgetting leaves. */
  public int budget() {
    int gone = Span.merged(deleted()).stream().mapToInt(span -> (int) span.length()).sum();
    return script.tokens().length - gone;
  }

  /** Each token sees as many columns before it as forgetting leaves at the end. */
  private Prepared slid(Meter meter) {
    int window = budget();
    List<Mark> marks = new ArrayList<>();
    for (int at = window; at < script.tokens().length; at++) {
      marks.add(new Mark(List.of(new Span(at - window, at - window + 1)), at));
    }
    TokenSession session = rig.engine().newSession();
    meter.time(() -> {
      session.append(script.tokens(), marks, _ -> false, (index, values, offset) -> {});
      session.settle();
      return session;
    });
    return prepared(Arm.SLIDE, session, meter);
  }

  /** Whole messages go, the oldest first, until no more columns are left than forgetting leaves. */
  private Prepared dropped(Meter meter) {
    TokenSession fork = full.fork();
    int turns = script.parts().stream().mapToInt(Script.Placed::turn).max().orElse(0);
    for (int turn = 0; turn < turns && fork.liveColumns() > budget(); turn++) {
      int oldest = turn;
      List<Span> spans =
          script.parts().stream()
              .filter(placed -> placed.turn() == oldest)
              .map(placed -> placed.at(0))
              .toList();
      meter.time(() -> fork.forget(spans));
    }
    return prepared(Arm.DROP_OLDEST, fork, meter);
  }

  private Prepared handedOver(Meter meter) {
    String note;
    try (TokenSession fork = full.fork()) {
      meter.read(fork, script.question(HAND_OVER));
      note = meter.write(fork, rig.size().choose(12, 160));
    }
    Conversation next =
        new Conversation(
            conversation.id(),
            conversation.title(),
            conversation.system(),
            List.of(
                new Conversation.Turn("user", List.of(Conversation.Part.kept(NOTE + note))),
                new Conversation.Turn("assistant", List.of(Conversation.Part.kept("Understood.")))),
            conversation.delete(),
            Map.of(),
            conversation.probes());
    return fresh(Arm.HANDOVER, Script.of(rig.engine(), next), note, meter);
  }

  @Override
  public void close() {
    full.close();
  }
}
