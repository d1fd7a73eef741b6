package io.lethe.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which sessions have read or written what: finds those that a history may continue without reading
 * any. Safe for many threads.
 */
final class Index {
  /** Items of a history that are looked up: its first ones and its last ones. */
  private static final int LOOKED_UP = 100;

  /** How many sessions are told of; the others share less with the history. */
  private static final int TOLD = 8;

  private final Map<Long, Set<String>> names = new HashMap<>();
  private final Map<String, Set<Long>> keys = new HashMap<>();

  /** Notes what a session said. */
  synchronized void add(String name, Iterable<Long> said) {
    Set<Long> own = keys.computeIfAbsent(name, _ -> new HashSet<>());
    for (long key : said) {
      if (own.add(key)) {
        names.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(name);
      }
    }
  }

  /** Knows nothing of a session any more. */
  synchronized void remove(String name) {
    Set<Long> own = keys.remove(name);
    if (own == null) {
      return;
    }
    for (long key : own) {
      Set<String> sharing = names.getOrDefault(key, new HashSet<>());
      sharing.remove(name);
      if (sharing.isEmpty()) {
        names.remove(key);
      }
    }
  }

  /** All sessions. */
  synchronized Set<String> sessions() {
    return Set.copyOf(keys.keySet());
  }

  /** The sessions that share most with a history, rare texts counting more than common ones. */
  synchronized List<String> like(List<Item.Sent> history) {
    Map<String, Double> shares = new HashMap<>();
    for (long key : lookedUp(history)) {
      Set<String> sharing = names.getOrDefault(key, Set.of());
      for (String name : sharing) {
        shares.merge(name, 1.0 / sharing.size(), Double::sum);
      }
    }
    return shares.entrySet().stream()
        .sorted(
            Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(TOLD)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Set<Long> lookedUp(List<Item.Sent> history) {
    List<Long> all = new ArrayList<>(keys(history));
    Set<Long> some = new LinkedHashSet<>(all.subList(0, Math.min(LOOKED_UP, all.size())));
    some.addAll(all.subList(Math.max(0, all.size() - LOOKED_UP), all.size()));
    return some;
  }

  /** The keys of what is said by the user and the model. */
  static Set<Long> keys(List<? extends Item> items) {
    Set<Long> keys = new LinkedHashSet<>();
    for (Item item : items) {
      if (item.isSpoken()) {
        keys.add(key(item));
      }
    }
    return keys;
  }

  /** FNV-1a over role, sort and text: the same in every process. */
  private static long key(Item item) {
    long hash = 0xcbf29ce484222325L;
    String text = item.role().name() + item.sort().name() + item.key();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
