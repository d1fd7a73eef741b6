package io.lethe.imports;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts what is left out of a recording, kind by kind. For one thread. */
final class LeftOut {
  /** Kinds that are told apart: their names come from the file. */
  private static final int MOST_KINDS = 50;

  private static final int LONGEST = 40;
  private final Map<String, Integer> counts = new LinkedHashMap<>();

  /** One more. */
  void add(String what) {
    String kind = counts.containsKey(what) || counts.size() < MOST_KINDS ? what : "other things";
    counts.merge(kind, 1, Integer::sum);
  }

  /** One more of a kind that the file names. */
  void add(String what, String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_.-]", "?");
    String known = plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST);
    add(what + " " + (known.isEmpty() ? "(none)" : known));
  }

  Map<String, Integer> counts() {
    return counts;
  }
}
