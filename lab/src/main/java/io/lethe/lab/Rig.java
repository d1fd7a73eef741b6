package io.lethe.lab;

import io.lethe.engine.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What experiments are run on. The engine is the caller's.
 *
 * @param model what a person calls it
 * @param conversations with marked parts and probes
 * @param recorded a session to be replayed
 * @param work a folder for what an experiment keeps while it runs
 */
public record Rig(
    Engine engine,
    String model,
    List<Conversation> conversations,
    Recorded recorded,
    Size size,
    long seed,
    Path work) {
  public Rig {
    conversations = List.copyOf(conversations);
  }

  /** The conversations that this size measures: at smoke size the shortest ones. */
  public List<Conversation> chosen() {
    return size.choose(
        conversations.stream()
            .sorted((a, b) -> Integer.compare(a.length(), b.length()))
            .limit(2)
            .toList(),
        conversations);
  }

  /** An item for each conversation of this size. */
  public List<Item> perConversation() {
    return chosen().stream().map(each -> new Item(each.id(), 1000 + each.length())).toList();
  }

  /** The conversation that an item is about. */
  public Conversation conversation(Item item) {
    return conversations.stream()
        .filter(each -> each.id().equals(item.key()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no conversation " + item.key()));
  }

  /** Lots that depend on nothing but the seed and a name. */
  public SplittableRandom lots(String name) {
    long mixed = seed;
    for (int i = 0; i < name.length(); i++) {
      mixed = 31 * mixed + name.charAt(i);
    }
    return new SplittableRandom(mixed);
  }
}
