package io.lethe.lab;

import io.lethe.imports.Plan;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A plan as a person writes it: names of policies, and a budget after {@code @} where there is one,
 * in columns or as a share of those that forgetting nothing would hold: {@code default}, {@code
 * budget@2048}, {@code budget@50%}.
 */
public record PlanName(String text) {
  private static final Pattern FORM = Pattern.compile("([^@]+)(?:@(\\d{1,9})(%?))?");

  /**
   * @throws LabException.BadPlan if it is not written so
   * @throws io.lethe.policy.PolicyException if nobody knows one of its policies
   */
  public PlanName {
    plan(text, 1);
  }

  /**
   * The plan.
   *
   * @param columns that forgetting nothing would hold at the end
   */
  public Plan plan(int columns) {
    return plan(text, columns);
  }

  private static Plan plan(String text, int columns) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new LabException.BadPlan(text);
    }
    if (form.group(2) == null) {
      return Plan.of(text);
    }
    long number = Long.parseLong(form.group(2));
    long budget = form.group(3).isEmpty() ? number : Math.max(1, number * columns / 100);
    if (number < 1) {
      throw new LabException.BadPlan(text);
    }
    return new Plan(form.group(1), OptionalLong.of(budget));
  }
}
