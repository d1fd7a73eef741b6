package io.lethe.lab;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A conversation whose deletable parts are marked.
 *
 * @param delete the spans to delete after the last turn
 * @param summaries what stands for a span where a summary does
 */
public record Conversation(
    String id,
    String title,
    String system,
    List<Turn> turns,
    Set<String> delete,
    Map<String, String> summaries,
    List<Probe> probes) {

  /**
   * One message.
   *
   * @param role {@code user} or {@code assistant}
   */
  public record Turn(String role, List<Part> parts) {
    public Turn {
      parts = List.copyOf(parts);
    }

    /** Its whole text. */
    public String text() {
      return parts.stream().map(Part::text).collect(Collectors.joining());
    }
  }

  /**
   * A piece of a message.
   *
   * @param span its name, where it can be deleted
   * @param kind what it is: {@code log}, {@code reminder}, {@code stale}; empty where it stays
   */
  public record Part(Optional<String> span, String kind, String text) {
    public static Part kept(String text) {
      return new Part(Optional.empty(), "", text);
    }

    public static Part deletable(String span, String kind, String text) {
      return new Part(Optional.of(span), kind, text);
    }
  }

  public Conversation {
    turns = List.copyOf(turns);
    // In their order: that of Set.copyOf differs from process to process, and with it the digest.
    delete = Collections.unmodifiableSet(new LinkedHashSet<>(delete));
    summaries = Collections.unmodifiableMap(new LinkedHashMap<>(summaries));
    probes = List.copyOf(probes);
  }

  /** The chars of all messages. */
  public int length() {
    return system.length() + turns.stream().mapToInt(turn -> turn.text().length()).sum();
  }

  public List<Probe> probes(Probe.Type type) {
    return probes.stream().filter(probe -> probe.type() == type).toList();
  }
}
