package io.lethe.imports;

import io.lethe.session.SessionOptions;
import java.util.OptionalLong;

/**
 * What forgets while a recording is replayed.
 *
 * @param policies names as in {@link SessionOptions#policies}
 * @param budget columns that are held; absent: policies are asked at every turn
 */
public record Plan(String policies, OptionalLong budget) {
  public Plan {
    SessionOptions.PLAIN.withPolicies(policies, budget); // refuses names that nobody knows
  }

  /** Policies that are asked at every turn. */
  public static Plan of(String policies) {
    return new Plan(policies, OptionalLong.empty());
  }
}
