package io.lethe.lab.claims;

import io.lethe.lab.Conversation;
import io.lethe.lab.Conversation.Part;
import io.lethe.lab.Conversation.Turn;
import io.lethe.lab.Probe;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A made conversation in which a tool's output holds a secret that is deleted afterwards.
 *
 * @param others of the same form, drawn like it
 */
record Secret(Conversation conversation, String secret, List<String> others) {
  static final String QUESTION = "What access code did the tool print?";
  static final String BEGINNING = "The access code is ";
  private static final List<String> COLOURS =
      List.of(
          "amber", "black", "blue", "brown", "coral", "green", "gray", "ivory", "olive", "orange",
          "pink", "purple", "red", "silver", "white", "yellow");
  private static final List<String> ANIMALS =
      List.of(
          "bear", "bird", "cat", "cow", "deer", "dog", "duck", "fish", "fox", "frog", "goat",
          "horse", "lion", "mouse", "owl", "wolf");
  private static final List<String> JOBS =
      List.of("backup", "index", "report", "invoice", "mail", "search", "cleanup", "export");

  Secret {
    others = List.copyOf(others);
  }

  static Secret drawn(String id, SplittableRandom lots, int candidates, int lines) {
    Set<String> drawn = new LinkedHashSet<>();
    while (drawn.size() < candidates) {
      drawn.add(
          "%s-%s-%d".formatted(one(COLOURS, lots), one(ANIMALS, lots), lots.nextInt(10, 100)));
    }
    List<String> all = new ArrayList<>(drawn);
    String secret = all.removeFirst();
    String output =
        "> deploy --stage test\n"
            + log(lots, lines)
            + "access code: "
            + secret
            + "\n"
            + log(lots, lines);
    Conversation conversation =
        new Conversation(
            id,
            "A secret in a tool's output",
            "You are a coding agent. Answer briefly and only from the conversation.",
            List.of(
                new Turn(
                    "user", List.of(Part.kept("Deploy to the test stage and show the output."))),
                new Turn(
                    "assistant",
                    List.of(
                        Part.kept("Here is the output.\n"), Part.deletable("s1", "log", output))),
                new Turn("user", List.of(Part.kept("Did it work? Who is on call on Friday?"))),
                new Turn(
                    "assistant",
                    List.of(Part.kept("The deployment worked. Marta is on call on Friday.")))),
            Set.of("s1"),
            Map.of("s1", "The deployment worked."),
            List.of(
                new Probe(
                    id + "-deleted",
                    Probe.Type.DELETED,
                    QUESTION,
                    List.of(secret),
                    List.of(),
                    Optional.of("s1"))));
    return new Secret(conversation, secret, all);
  }

  private static String log(SplittableRandom lots, int lines) {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      log.append("job %s finished in %d ms\n".formatted(one(JOBS, lots), lots.nextInt(10, 1000)));
    }
    return log.toString();
  }

  private static String one(List<String> words, SplittableRandom lots) {
    return words.get(lots.nextInt(words.size()));
  }
}
