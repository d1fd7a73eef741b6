package io.lethe.lab.claims;

import static io.lethe.lab.Probes.arm;
import static io.lethe.lab.Probes.type;

import io.lethe.engine.ReceivedAttention;
import io.lethe.engine.TokenSession;
import io.lethe.kv.Span;
import io.lethe.lab.Arm;
import io.lethe.lab.Bootstrap;
import io.lethe.lab.Conversation;
import io.lethe.lab.Experiment;
import io.lethe.lab.Figures;
import io.lethe.lab.Findings;
import io.lethe.lab.Foresight;
import io.lethe.lab.Interval;
import io.lethe.lab.Item;
import io.lethe.lab.Observation;
import io.lethe.lab.Plot;
import io.lethe.lab.Prediction;
import io.lethe.lab.Prepared;
import io.lethe.lab.Probe;
import io.lethe.lab.Probes;
import io.lethe.lab.Probing;
import io.lethe.lab.Rig;
import io.lethe.lab.Script;
import io.lethe.lab.Sign;
import io.lethe.lab.Subject;
import io.lethe.policy.AttentionMass;
import io.lethe.policy.Budget;
import io.lethe.policy.Choice;
import io.lethe.policy.Kind;
import io.lethe.policy.ModelsChoice;
import io.lethe.policy.Part;
import io.lethe.policy.Policies;
import io.lethe.policy.Policy;
import io.lethe.policy.Range;
import io.lethe.policy.Role;
import io.lethe.policy.Transcript;
import io.lethe.session.PartQuestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who chooses what goes, at equal columns: the rules, the model, how much attention each part
 * receives, how far the next token moves without it, chance, and whoever marked the conversation.
 * Where somebody chooses too little, the oldest parts follow.
 */
public final class RulesChooseBetterThanChance implements Experiment {
  private static final String ORACLE = "oracle";
  private static final String RULES = "rules";
  private static final String OLDEST = "oldest";
  private static final String MODEL = "model";
  private static final String ATTENTION = "attention mass";
  private static final String LEAST_MISSED = "least missed";
  private static final String CHANCE = "chance";

  /** What is asked to see how much attention the parts receive, and how much each is missed. */
  private static final String QUERY = "What is still needed?";

  /** Rules by themselves; the others choose by what these conversations do not have. */
  private static final List<String> EACH_RULE =
      List.of("reminders", "passed-tests", "irrelevant-log-lines");

  private static final List<String> CHOOSERS =
      Stream.of(
              List.of(ORACLE, RULES),
              EACH_RULE,
              List.of(MODEL, ATTENTION, LEAST_MISSED, OLDEST, CHANCE))
          .flatMap(List::stream)
          .toList();

  @Override
  public String name() {
    return "who-chooses";
  }

  @Override
  public String claim() {
    return "Rules that know what kinds of parts there are keep more of what is asked later than chance"
        + " does with equal columns, and as much as whoever knows the questions.";
  }

  @Override
  public List<Prediction> predictions() {
    List<Prediction> predictions = new ArrayList<>();
    for (String chooser : CHOOSERS) {
      if (!chooser.equals(CHANCE)) {
        predictions.add(
            Prediction.finding(
                "recall of kept facts: %s less chance".formatted(chooser), new Sign.Positive()));
      }
    }
    predictions.add(
        Prediction.finding("recall of kept facts: rules less oracle", new Sign.AtLeast(-0.05)));
    return predictions;
  }

  @Override
  public List<Observation> measure(Item item, Rig rig) {
    Conversation conversation = rig.conversation(item);
    List<Observation> observations = new ArrayList<>();
    List<Prepared> prepared = new ArrayList<>();
    try (Subject subject = Subject.read(rig, conversation)) {
      try {
        prepared.add(subject.under(Arm.NEVER));
        prepared.add(subject.without(ORACLE, subject.deleted()));
        Transcript transcript = transcript(subject).withBudget(subject.budget());
        Map<String, List<Policy>> choosers = choosers(rig, subject, transcript);
        choosers.forEach((label, policies) -> {
          List<Choice> choices = Budget.of(subject.budget(), policies).apply(transcript).choices();
          prepared.add(subject.without(label(label), spans(subject, choices)));
        });
        prepared.forEach(each -> observations.add(each.observed(item.key())));
        observations.addAll(
            new Probing(rig, item.key(), prepared, rig.size().choose(8, 32))
                .ask(Asking.questions(rig, conversation)));
      } finally {
        prepared.forEach(Prepared::close);
      }
    }
    return observations;
  }

  /** Several lots are one chooser. */
  private static String label(String chooser) {
    return chooser.startsWith(CHANCE) ? CHANCE : chooser;
  }

  private static Map<String, List<Policy>> choosers(
      Rig rig, Subject subject, Transcript transcript) {
    Policies policies = Policies.known();
    Policies attended = Policies.with(AttentionMass.of(attention(subject)));
    Policies missed = Policies.with(AttentionMass.of(missed(subject)));
    Map<String, List<Policy>> choosers = new java.util.LinkedHashMap<>();
    choosers.put(RULES, policies.parse("budget"));
    EACH_RULE.forEach(rule -> choosers.put(rule, policies.parse(rule + ",oldest")));
    List<Policy> model = new ArrayList<>(List.of(modelsChoice(rig, subject, transcript)));
    model.addAll(policies.parse("oldest"));
    choosers.put(MODEL, model);
    choosers.put(ATTENTION, attended.parse("least-attended,oldest"));
    choosers.put(LEAST_MISSED, missed.parse("least-attended,oldest"));
    choosers.put(OLDEST, policies.parse("oldest"));
    for (int i = 0; i < rig.size().choose(1, 2); i++) {
      choosers.put(CHANCE + i, policies.parse("random:" + i));
    }
    return choosers;
  }

  private static Transcript transcript(Subject subject) {
    List<Part> parts = new ArrayList<>();
    List<Script.Placed> placed = subject.script().parts();
    int turns = 0;
    for (int i = 0; i < placed.size(); i++) {
      Script.Placed each = placed.get(i);
      turns = Math.max(turns, each.turn() + 1);
      parts.add(
          Part.live(
              i,
              each.role().equals("user") ? Role.USER : Role.ASSISTANT,
              kind(each.part().kind()),
              each.part().text(),
              each.turn(),
              each.end() - each.start()));
    }
    return new Transcript(
        parts, turns, "", java.util.OptionalLong.empty(), subject.script().tokens().length);
  }

  /** What a client would tell of a part; of most it tells nothing. */
  private static Kind kind(String marked) {
    return switch (marked) {
      case "log" -> Kind.LOG;
      case "reminder" -> Kind.REMINDER;
      default -> Kind.TEXT;
    };
  }

  private static List<Span> spans(Subject subject, List<Choice> choices) {
    List<Span> spans = new ArrayList<>();
    for (Choice choice : choices) {
      Script.Placed placed = subject.script().parts().get(choice.partId());
      if (choice.whole()) {
        spans.add(placed.at(0));
        continue;
      }
      String text = placed.part().text();
      for (Range range : choice.ranges()) {
        spans.add(
            placed
                .inside()
                .tokens(
                    text.offsetByCodePoints(0, range.start()),
                    text.offsetByCodePoints(0, range.end())));
      }
    }
    return Span.merged(spans);
  }

  private static Policy modelsChoice(Rig rig, Subject subject, Transcript transcript) {
    String question = ModelsChoice.question(transcript);
    try (TokenSession asked = subject.fork()) {
      String answer =
          new PartQuestion(rig.engine().tokenizer())
              .ask(
                  asked,
                  subject.script().question(question),
                  transcript.choosable().stream()
                      .map(part -> Integer.toString(part.id()))
                      .collect(Collectors.toSet()));
      return new ModelsChoice(answer);
    }
  }

  /** The attention that a question gives to each part. */
  private static Map<Integer, Double> attention(Subject subject) {
    Map<Integer, Double> masses = new HashMap<>();
    try (TokenSession whole = subject.fork()) {
      ReceivedAttention received = whole.attention(subject.script().question(QUERY));
      List<Script.Placed> parts = subject.script().parts();
      for (int i = 0; i < parts.size(); i++) {
        masses.put(i, received.in(List.of(parts.get(i).at(0))));
      }
    }
    return masses;
  }

  /** How far the model's next token moves when a part is not there. */
  private static Map<Integer, Double> missed(Subject subject) {
    Map<Integer, Double> missed = new HashMap<>();
    int[] question = subject.script().question(QUERY);
    try (TokenSession whole = subject.fork()) {
      whole.append(question);
      Foresight expected = Foresight.of(whole.logits());
      List<Script.Placed> parts = subject.script().parts();
      for (int i = 0; i < parts.size(); i++) {
        Span span = parts.get(i).at(0);
        if (span.length() > 0) {
          try (TokenSession without = subject.fork()) {
            without.forget(List.of(span));
            without.append(question);
            missed.put(i, expected.divergence(Foresight.of(without.logits())));
          }
        }
      }
    }
    return missed;
  }

  @Override
  public Findings conclude(List<Observation> observations) {
    List<Observation> probes = Probes.of(observations);
    List<Observation> costs = Probes.costs(observations);
    List<Interval> measured = new ArrayList<>();
    for (String chooser : CHOOSERS) {
      if (!chooser.equals(CHANCE)) {
        measured.add(gain(probes, chooser, CHANCE));
      }
    }
    measured.add(gain(probes, RULES, ORACLE));
    Figures figures =
        Figures.of(
            "Who chooses",
            "chooser",
            "recall of kept facts",
            "damage on kept facts, nats",
            "columns left, mean");
    List<Plot.Point> points = new ArrayList<>();
    for (String chooser : CHOOSERS) {
      Interval recall = Bootstrap.mean(probes, arm(chooser).and(counted()), "right");
      figures =
          figures.row(
              chooser,
              recall,
              Bootstrap.mean(probes, arm(chooser).and(type(Probe.Type.KEPT)), "damage"),
              Bootstrap.mean(costs.stream().filter(arm(chooser)).toList(), "columns"));
      points.add(new Plot.Point(chooser, points.size(), recall));
    }
    List<String> notes = new ArrayList<>(Asking.notes(probes));
    notes.add(
        "Attention mass is the mean weight that the tokens of a question (\"%s\") give to a part, over"
                .formatted(QUERY)
            + " all layers and heads, per column; least missed goes by how far the next token moves"
            + " when a part is left out, per column.");
    return new Findings(
        Asking.judged(predictions(), measured),
        List.of(figures),
        List.of(
            Plot.dots("Kept facts still answered, at equal columns", "recall")
                .with(new Plot.Series("recall", points))),
        notes);
  }

  private static java.util.function.Predicate<Observation> counted() {
    return type(Probe.Type.KEPT).and(Probes.answerable());
  }

  private static Interval gain(List<Observation> probes, String more, String less) {
    return Bootstrap.difference(
        probes, arm(more).and(counted()), arm(less).and(counted()), "right");
  }
}
