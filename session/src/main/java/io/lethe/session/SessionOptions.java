package io.lethe.session;

import io.lethe.policy.Policies;
import io.lethe.trace.Settings;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceEvent.Deleted;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How a session deals with its context; written into its trace.
 *
 * @param firstPosition of the first token
 * @param policies names for {@link Policies#parse}
 * @param budget the most columns; policies are asked only when it is exceeded. Absent: they are
 *     asked at every turn
 * @param deletion what becomes of what policies choose
 */
public record SessionOptions(
    long firstPosition, String policies, OptionalLong budget, Deleted.Kind deletion) {
  /** Nothing is forgotten unless somebody says so. */
  public static final SessionOptions PLAIN =
      new SessionOptions(0, "none", OptionalLong.empty(), Deleted.Kind.FORGET);

  public SessionOptions {
    Policies.known().parse(policies);
    if (deletion == Deleted.Kind.REPAIR) {
      throw new IllegalArgumentException("found repair, wanted policies that forget or redact");
    }
  }

  /** The same with policies by name, at every turn or within a budget of columns. */
  public SessionOptions withPolicies(String names, OptionalLong columns) {
    return new SessionOptions(firstPosition, names, columns, deletion);
  }

  /** The same, whose first token gets another position. */
  public SessionOptions withFirstPosition(long position) {
    return new SessionOptions(position, policies, budget, deletion);
  }

  /** Those that a session was begun with. */
  public static SessionOptions of(Trace trace) {
    return read(trace.opened().options());
  }

  Settings written() {
    Settings settings =
        new Settings(new LinkedHashMap<>())
            .with("first_position", firstPosition)
            .with("policies", policies)
            .with("deletion", deletion.name().toLowerCase(Locale.ROOT));
    return budget.isPresent() ? settings.with("budget", budget.getAsLong()) : settings;
  }

  static SessionOptions read(Settings settings) {
    return new SessionOptions(
        settings.whole("first_position"),
        settings.text("policies"),
        settings.value("budget").isPresent()
            ? OptionalLong.of(settings.whole("budget"))
            : OptionalLong.empty(),
        Deleted.Kind.valueOf(settings.text("deletion").toUpperCase(Locale.ROOT)));
  }
}
