package io.lethe.server.wire;

import io.lethe.history.Forgotten;
import io.lethe.history.Miss;
import io.lethe.history.Reply;
import io.lethe.history.Wishes;
import io.lethe.history.Wishes.Positions;
import io.lethe.policy.Policies;
import io.lethe.policy.PolicyException;
import io.lethe.trace.TraceEvent.Deleted;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The object {@code lethe} of requests and answers, alike for both vendors. */
public final class LetheFields {
  /** The name of the object. */
  public static final String NAME = "lethe";

  private LetheFields() {}

  /**
   * What a request wishes: {@code session}, {@code policy} (names as {@link Policies#parse} knows
   * them), {@code budget} in columns, {@code deletion} ({@code forget}, {@code redact} or {@code
   * repair}), {@code share} from 0 to 1, {@code positions} ({@code keep} or {@code close}).
   */
  public static Wishes wishes(Fields body) {
    return body.object(NAME).map(LetheFields::read).orElse(Wishes.NONE);
  }

  private static Wishes read(Fields lethe) {
    return new Wishes(
        lethe.text("session"),
        lethe.field("policy").map(LetheFields::policies),
        lethe.longInteger("budget", 1, Integer.MAX_VALUE),
        lethe
            .oneOf("deletion", List.of("forget", "redact", "repair"))
            .map(kind -> Deleted.Kind.valueOf(kind.toUpperCase(Locale.ROOT)))
            .orElse(Deleted.Kind.FORGET),
        lethe.number("share", 0, 1),
        lethe
            .oneOf("positions", List.of("keep", "close"))
            .map(what -> Positions.valueOf(what.toUpperCase(Locale.ROOT)))
            .orElse(Positions.KEEP));
  }

  private static String policies(Field field) {
    String names = field.text();
    try {
      Policies.known().parse(names);
      return names;
    } catch (PolicyException e) {
      throw field.fault(String.valueOf(e.getMessage()));
    }
  }

  /** What an answer says about its session, what went and why something was read again. */
  public static ObjectNode written(Reply reply) {
    ObjectNode lethe = Json.object();
    lethe.put("session", reply.session());
    lethe.put("turn", reply.turn());
    lethe.put("state", reply.state());
    lethe.put("cache", lowerCase(reply.cache()));
    ArrayNode forgotten = lethe.putArray("forgotten");
    reply.forgotten().forEach(each -> forgotten.add(written(each)));
    lethe
        .putObject("columns")
        .put("before", reply.columnsBefore())
        .put("after", reply.columnsAfter());
    lethe.putObject("blocks").put("before", reply.blocksBefore()).put("after", reply.blocksAfter());
    reply.miss().ifPresent(miss -> lethe.set("miss", written(miss)));
    return lethe;
  }

  /** What a count says about the session that its history continues, if one does. */
  public static Optional<ObjectNode> written(Counting.Counted counted) {
    return counted
        .session()
        .map(session ->
            Json.object().put("session", session).put("whole_input_tokens", counted.whole()));
  }

  private static ObjectNode written(Forgotten forgotten) {
    return Json.object()
        .put("part", forgotten.part())
        .put("since", forgotten.since())
        .put("tokens", forgotten.tokens())
        .put("by", forgotten.by())
        .put("reason", forgotten.reason());
  }

  private static ObjectNode written(Miss miss) {
    return Json.object()
        .put("cause", lowerCase(miss.cause()))
        .put("tokens", miss.tokens())
        .put("explanation", miss.explanation());
  }

  /** A constant's name as the wire has it, such as {@code tools_changed}. */
  public static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
