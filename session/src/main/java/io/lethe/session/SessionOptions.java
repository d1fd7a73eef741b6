package io.lethe.session;

import io.lethe.policy.Policies;
import io.lethe.trace.Settings;
import io.lethe.trace.Trace;
import io.lethe.trace.TraceEvent.Deleted;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a session deals with its context; written into its trace.
 *
 * @param firstPosition of the first token
 * @param policies names for {@link Policies#parse}
 * @param budget the most columns; policies are asked only when it is exceeded. Absent: they are
 *     asked at every turn
 * @param deletion what becomes of what policies choose
 * @param reach how far positions count on
 * @param owner whose it is, if sessions are told apart by that
 * @param tools that the chat template is given: a JSON list, empty if there are none
 */
public record SessionOptions(
    long firstPosition,
    String policies,
    OptionalLong budget,
    Deleted.Kind deletion,
    Reach reach,
    Optional<String> owner,
    String tools) {
  /** How far positions count on. */
  public enum Reach {
    /** As far as the model was trained: holes are closed before a turn that would pass that. */
    TRAINED,
    /** For ever; few models answer sense far beyond what they were trained for. */
    UNLIMITED
  }

  /** Nothing is forgotten unless somebody says so. */
  public static final SessionOptions PLAIN =
      new SessionOptions(
          0,
          "none",
          OptionalLong.empty(),
          Deleted.Kind.FORGET,
          Reach.TRAINED,
          Optional.empty(),
          "[]");

  public SessionOptions {
    Policies.known().parse(policies);
    if (deletion == Deleted.Kind.REPAIR) {
      throw new IllegalArgumentException("found repair, wanted policies that forget or redact");
    }
  }

  /** The same with policies by name, at every turn or within a budget of columns. */
  public SessionOptions withPolicies(String names, OptionalLong columns) {
    return new SessionOptions(firstPosition, names, columns, deletion, reach, owner, tools);
  }

  /** The same, whose first token gets another position. */
  public SessionOptions withFirstPosition(long position) {
    return new SessionOptions(position, policies, budget, deletion, reach, owner, tools);
  }

  /** The same, of an owner. */
  public SessionOptions withOwner(String id) {
    return new SessionOptions(
        firstPosition, policies, budget, deletion, reach, Optional.of(id), tools);
  }

  /** The same, for a model that is told of tools: a JSON list as chat templates want it. */
  public SessionOptions withTools(String json) {
    return new SessionOptions(firstPosition, policies, budget, deletion, reach, owner, json);
  }

  /** The same, whose positions count on so far. */
  public SessionOptions withReach(Reach far) {
    return new SessionOptions(firstPosition, policies, budget, deletion, far, owner, tools);
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
    if (budget.isPresent()) {
      settings = settings.with("budget", budget.getAsLong());
    }
    if (owner.isPresent()) {
      settings = settings.with("owner", owner.get());
    }
    if (reach == Reach.UNLIMITED) {
      settings = settings.with("reach", "unlimited");
    }
    return tools.equals("[]") ? settings : settings.with("tools", tools);
  }

  static SessionOptions read(Settings settings) {
    return new SessionOptions(
        settings.whole("first_position"),
        settings.text("policies"),
        settings.value("budget").isPresent()
            ? OptionalLong.of(settings.whole("budget"))
            : OptionalLong.empty(),
        Deleted.Kind.valueOf(settings.text("deletion").toUpperCase(Locale.ROOT)),
        settings.value("reach").isPresent() ? Reach.UNLIMITED : Reach.TRAINED,
        settings.value("owner").map(_ -> settings.text("owner")),
        settings.value("tools").isPresent() ? settings.text("tools") : "[]");
  }
}
