package io.lethe.session;

import io.lethe.engine.TokenSession;
import io.lethe.policy.Choice;
import io.lethe.policy.Hit;
import io.lethe.policy.ModelsChoice;
import io.lethe.policy.ModelsSearch;
import io.lethe.policy.Recall;
import io.lethe.policy.Transcript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the tools {@code forget} and {@code recall} do when the model calls them. */
final class ModelTools {
  /** Who deletes what a model chose. */
  static final String MODEL = "model";

  private final Session session;

  ModelTools(Session session) {
    this.session = session;
  }

  /**
   * Asks which parts may go, and forgets those.
   *
   * @param reading the tokens that pieces come to
   */
  Optional<Deletion> ask(Transcript transcript, Function<List<Piece>, int[]> reading) {
    Set<String> numbers =
        transcript.choosable().stream()
            .map(part -> Integer.toString(part.id()))
            .collect(Collectors.toSet());
    if (numbers.isEmpty()) {
      return Optional.empty();
    }
    int[] question = reading.apply(List.of(Piece.user(ModelsChoice.question(transcript))));
    PartQuestion asking = new PartQuestion(session.engine().tokenizer());
    String answer =
        session.use(tokens -> {
          try (TokenSession fork = tokens.fork()) {
            return asking.ask(fork, question, numbers);
          }
        });
    List<Choice> choices = new ModelsChoice(answer).choose(transcript);
    return choices.isEmpty() ? Optional.empty() : Optional.of(carryOut(choices));
  }

  /** Forgets what was chosen, all at once. */
  private Deletion carryOut(List<Choice> choices) {
    List<Integer> ids = choices.stream().map(Choice::partId).toList();
    return session.forget(ids, choices.getFirst().reason(), MODEL);
  }

  /** Runs a tool; what it answers is meant for the model, refusals as well. */
  String run(String tool, String arguments, Transcript transcript) {
    return switch (tool) {
      case "forget" -> forget(arguments, transcript);
      case "recall" -> recall(arguments, transcript);
      default -> "There is no tool \"%s\". You may call forget and recall.".formatted(tool);
    };
  }

  private String forget(String arguments, Transcript transcript) {
    return switch (new ModelsChoice(arguments).read(transcript)) {
      case ModelsChoice.Reading.Refused(String error) -> error;
      case ModelsChoice.Reading.Chosen(List<Choice> choices) -> {
        if (choices.isEmpty()) {
          yield "Nothing was forgotten, as no part was named.";
        }
        Deletion deletion = carryOut(choices);
        yield "Forgotten: parts %s, %d tokens.".formatted(deletion.parts(), deletion.tokens());
      }
    };
  }

  private String recall(String arguments, Transcript transcript) {
    return switch (ModelsSearch.read(arguments)) {
      case ModelsSearch.Refused(String error) -> error;
      case ModelsSearch.Wanted(String words, int limit) -> {
        try (Recall recall = Recall.of(transcript.parts())) {
          yield told(recall.search(words, limit), words);
        }
      }
    };
  }

  private String told(List<Hit> hits, String words) {
    List<String> found = new ArrayList<>();
    for (Hit hit : hits) {
      SessionPart part = session.part(hit.partId());
      found.add(
          "Part %d, %s of turn %d:\n%s"
              .formatted(
                  part.id(),
                  part.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                  part.turn(),
                  part.text().strip()));
    }
    return found.isEmpty()
        ? "Nothing in this conversation matches \"%s\".".formatted(words)
        : String.join("\n\n", found);
  }
}
