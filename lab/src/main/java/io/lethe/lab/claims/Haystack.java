package io.lethe.lab.claims;

import io.lethe.engine.Engine;
import io.lethe.lab.Conversation;
import io.lethe.lab.Conversation.Part;
import io.lethe.lab.Conversation.Turn;
import io.lethe.lab.Probe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A long text with few facts in it, after RULER (arXiv 2404.06654): needles in lines that say
 * nothing, or a chain of variables. Half of the lines that say nothing can be deleted.
 *
 * @param wanted what a full answer names
 */
record Haystack(Conversation conversation, List<String> wanted) {
  /** What is looked for. */
  enum Task {
    /** One needle. */
    SINGLE("one needle"),
    /** Four needles with other keys, one is asked for. */
    MULTI_KEY("one needle among four"),
    /** Four needles with the same key, all are asked for. */
    MULTI_VALUE("four values of a key"),
    /** A variable handed on four times, all names are asked for. */
    VARIABLES("a chain of variables");

    private final String words;

    Task(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final String NOISE =
      "The grass is green. The sky is blue. The sun is yellow. Here we go. There and back again.\n";
  private static final List<String> KEYS =
      List.of(
          "river",
          "candle",
          "mountain",
          "garden",
          "window",
          "ladder",
          "harbour",
          "lantern",
          "meadow",
          "orchard",
          "pebble",
          "saddle",
          "thunder",
          "velvet",
          "willow",
          "anchor");

  Haystack {
    wanted = List.copyOf(wanted);
  }

  /** The share of what was asked for that an answer names. */
  double score(String answer) {
    String lower = answer.toLowerCase(Locale.ROOT);
    return wanted.stream().filter(each -> lower.contains(each.toLowerCase(Locale.ROOT))).count()
        / (double) wanted.size();
  }

  static Haystack drawn(String id, Task task, int tokens, Engine engine, Random lots) {
    List<String> needles = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    List<String> keys = new ArrayList<>(KEYS);
    Collections.shuffle(keys, lots);
    String question =
        switch (task) {
          case SINGLE, MULTI_KEY -> {
            int count = task == Task.SINGLE ? 1 : 4;
            for (int i = 0; i < count; i++) {
              String number = number(lots);
              needles.add(needle(keys.get(i), number));
              wanted.add(number);
            }
            wanted.subList(1, wanted.size()).clear();
            yield "What is the special magic number for " + keys.getFirst() + "?";
          }
          case MULTI_VALUE -> {
            for (int i = 0; i < 4; i++) {
              String number = number(lots);
              needles.add(needle(keys.getFirst(), number));
              wanted.add(number);
            }
            yield "What are all the special magic numbers for " + keys.getFirst() + "?";
          }
          case VARIABLES -> {
            String number = Integer.toString(lots.nextInt(10_000, 100_000));
            String before = number;
            for (int i = 0; i < 5; i++) {
              String name = name(lots);
              needles.add("VAR %s = %s\n".formatted(name, i == 0 ? before : "VAR " + before));
              wanted.add(name);
              before = name;
            }
            yield "Find all variables that are assigned the value " + number + ". Name them.";
          }
        };
    return new Haystack(
        conversation(id, task, needles, question, wanted, lines(tokens, needles, engine), lots),
        wanted);
  }

  private static int lines(int tokens, List<String> needles, Engine engine) {
    int taken = engine.tokenizer().encode(String.join("", needles)).length + 96;
    int line =
        engine.tokenizer().encode(NOISE + NOISE).length - engine.tokenizer().encode(NOISE).length;
    return Math.max(4, (tokens - taken) / line);
  }

  private static Conversation conversation(
      String id,
      Task task,
      List<String> needles,
      String question,
      List<String> wanted,
      int lines,
      Random lots) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < needles.size(); i++) {
      places.add(lots.nextInt(1, lines));
    }
    Collections.sort(places);
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      all.add(i);
    }
    Collections.shuffle(all, lots);
    Set<Integer> gone = new HashSet<>(all.subList(0, lines / 2));
    List<Part> parts = new ArrayList<>();
    parts.add(Part.kept("Remember what is said in this text.\n"));
    Set<String> delete = new HashSet<>();
    for (int line = 0; line < lines; line++) {
      for (int i = 0; i < places.size(); i++) {
        if (places.get(i) == line) {
          parts.add(Part.kept(needles.get(i)));
        }
      }
      if (gone.contains(line)) {
        delete.add("n" + line);
        parts.add(Part.deletable("n" + line, "irrelevant", NOISE));
      } else {
        parts.add(Part.kept(NOISE));
      }
    }
    return new Conversation(
        id,
        task.words(),
        "",
        List.of(
            new Turn("user", parts),
            new Turn("assistant", List.of(Part.kept("I have read the text.")))),
        delete,
        Map.of(),
        List.of(
            new Probe(
                id + "-kept", Probe.Type.KEPT, question, wanted, List.of(), Optional.empty())));
  }

  private static String needle(String key, String number) {
    return "One of the special magic numbers for %s is: %s.\n".formatted(key, number);
  }

  private static String number(Random lots) {
    return Integer.toString(lots.nextInt(1_000_000, 10_000_000));
  }

  private static String name(Random lots) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      name.append((char) ('A' + lots.nextInt(26)));
    }
    return name.toString();
  }
}
