package io.lethe.session;

import io.lethe.engine.TokenSession;
import io.lethe.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Lets a model answer with a list of numbers and nothing else: of the tokens made of digits, commas
 * and the closing bracket, the likeliest that can still become a list of known numbers, each at
 * most once. One thread.
 */
public final class PartQuestion {
  private static final String OPENING = "{\"forget\":[";

  private final Tokenizer tokenizer;
  private final Map<Integer, String> candidates = new TreeMap<>();

  public PartQuestion(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    for (int id = 0; id < tokenizer.size(); id++) {
      String text = new String(tokenizer.bytes(id), StandardCharsets.UTF_8);
      if (!text.isEmpty()
          && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == ',' || c == ']')) {
        candidates.put(id, text);
      }
    }
  }

  /**
   * Asks and returns the answer as a JSON object.
   *
   * @param session reads question and answer; no use afterwards
   * @param question the tokens up to where the model is to answer
   * @param numbers those that it may name
   */
  public String ask(TokenSession session, int[] question, Set<String> numbers) {
    session.append(question);
    session.append(tokenizer.encode(OPENING));
    String list = "";
    while (!list.endsWith("]")) {
      int id = likeliest(session.logits(), list, numbers);
      list += candidates.get(id);
      session.append(new int[] {id});
    }
    return OPENING + list + "}";
  }

  private int likeliest(float[] logits, String list, Set<String> numbers) {
    int best = -1;
    for (Map.Entry<Integer, String> candidate : candidates.entrySet()) {
      int id = candidate.getKey();
      if ((best < 0 || logits[id] > logits[best]) && begins(list + candidate.getValue(), numbers)) {
        best = id;
      }
    }
    if (best < 0) {
      throw new SessionException.Speechless(list);
    }
    return best;
  }

  /** Whether a list can begin so, or end so. */
  static boolean begins(String list, Set<String> numbers) {
    boolean ended = list.endsWith("]");
    String body = ended ? list.substring(0, list.length() - 1) : list;
    if (body.isEmpty()) {
      return true;
    }
    Set<String> left = new HashSet<>(numbers);
    String[] items = body.split(",", -1);
    for (int i = 0; i < items.length - 1; i++) {
      if (!left.remove(items[i])) {
        return false;
      }
    }
    String last = items[items.length - 1];
    return ended ? left.contains(last) : left.stream().anyMatch(number -> number.startsWith(last));
  }
}
