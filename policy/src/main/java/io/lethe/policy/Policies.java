package io.lethe.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Policies by name, for command lines and requests: {@code reminders,old-tool-results:5}.
 * Immutable.
 */
public final class Policies {
  private static final int KEPT_RESULTS = 8;
  private final Map<String, Function<String, Policy>> known = new LinkedHashMap<>();

  private Policies(AttentionMass mass) {
    known.put("reminders", none("reminders", new Reminders()));
    known.put("superseded-reads", none("superseded-reads", new SupersededReads()));
    known.put("passed-tests", none("passed-tests", new PassedTests()));
    known.put("hook-output", none("hook-output", new HookOutput()));
    known.put("past-thoughts", none("past-thoughts", new PastThoughts()));
    known.put(
        "irrelevant-log-lines",
        run -> new IrrelevantLogLines((int) number("irrelevant-log-lines", run, 8)));
    known.put(
        "old-tool-results",
        kept -> new OldToolResults((int) number("old-tool-results", kept, KEPT_RESULTS)));
    known.put("least-attended", none("least-attended", new LeastAttended(mass)));
    known.put("random", seed -> new RandomParts(number("random", seed, 0)));
    known.put("oldest", none("oldest", new Oldest()));
  }

  /** All policies; {@code least-attended} has nothing to go by and chooses nothing. */
  public static Policies known() {
    return with(AttentionMass.NONE);
  }

  /** All policies, with what {@code least-attended} goes by. */
  public static Policies with(AttentionMass mass) {
    return new Policies(mass);
  }

  /** Every name, in the order in which a budget would ask them; then the names of lists. */
  public List<String> names() {
    List<String> names = new ArrayList<>(known.keySet());
    names.addAll(List.of("none", "default", "budget"));
    return List.copyOf(names);
  }

  /**
   * The policies named, in that order. {@code none} is no policy; {@code default} the rules that
   * take only what nobody reads again; {@code budget} those and the ones that take what may be
   * missed, to be used with a {@link Budget}. A number follows a colon.
   *
   * @throws PolicyException if a name or its number is not known
   */
  public List<Policy> parse(String names) {
    List<Policy> policies = new ArrayList<>();
    for (String each : Arrays.asList(names.split(",", -1))) {
      String name = each.strip().toLowerCase(Locale.ROOT);
      switch (name) {
        case "none" -> {}
        case "default" ->
            policies.addAll(
                parse("reminders,superseded-reads,passed-tests,hook-output,past-thoughts"));
        case "budget" ->
            policies.addAll(parse("default,irrelevant-log-lines,old-tool-results,oldest"));
        default -> policies.add(named(name));
      }
    }
    return policies.stream().distinct().toList();
  }

  private Policy named(String name) {
    int colon = name.indexOf(':');
    Function<String, Policy> policy = known.get(colon < 0 ? name : name.substring(0, colon));
    if (policy == null) {
      throw new PolicyException(
          "no policy is called '%s'; known are %s".formatted(name, String.join(", ", names())));
    }
    return policy.apply(colon < 0 ? "" : name.substring(colon + 1));
  }

  private static Function<String, Policy> none(String name, Policy policy) {
    return number -> {
      if (!number.isEmpty()) {
        throw new PolicyException(
            "policy %s takes no number: found '%s', write %s".formatted(name, number, name));
      }
      return policy;
    };
  }

  private static long number(String name, String written, int otherwise) {
    if (written.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(written);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Said below, for both kinds of wrong.
    }
    throw new PolicyException(
        "policy %s takes a number from 0 to %d: found '%s', write for example %s:%d"
            .formatted(name, Integer.MAX_VALUE, written, name, otherwise));
  }
}
