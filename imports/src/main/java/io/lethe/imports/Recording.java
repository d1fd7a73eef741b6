package io.lethe.imports;

import io.lethe.engine.Engine;
import io.lethe.history.Given;
import io.lethe.history.Message;
import io.lethe.history.Tool;
import io.lethe.history.ToolFormat;
import io.lethe.session.GivenTurn;
import io.lethe.session.SessionOptions;
import io.lethe.session.Sessions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A conversation that took place in another program. Immutable.
 *
 * @param tools that the model was told of, as far as was recorded
 * @param leftOut what could not be taken over, in words, and how often
 */
public record Recording(
    Format format, List<Message> messages, List<Tool> tools, Map<String, Integer> leftOut) {
  public Recording {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
  }

  /**
   * What became of it.
   *
   * @param turns answers of the session
   * @param later answers that were recorded and not wanted
   * @param unanswered pieces that came after the last answer, and are not in the session
   * @param tokens that were read and written in the session
   * @param columns that policies left of them
   */
  public record Imported(
      String session, int turns, int later, int unanswered, int tokens, int columns) {}

  /** What a model would have to read of it. */
  Given given(Engine engine) {
    return Given.of(format(engine), tools, messages);
  }

  /** The options of a session that is told of the recording's tools. */
  SessionOptions told(Engine engine, SessionOptions options) {
    return options.withTools(
        JsonMapper.shared().writeValueAsString(format(engine).templateTools(tools)));
  }

  private static ToolFormat format(Engine engine) {
    return ToolFormat.of(engine.chatFormat().template());
  }

  /**
   * Writes it down as a session of the engine's model. Nothing is computed before somebody opens
   * it.
   *
   * @param turns how many answers at most, from the first one on; 1 or more
   * @throws RecordingException.Unknown if nobody answers in it
   * @throws io.lethe.trace.TraceException if the name is taken or no name
   */
  public Imported write(Sessions sessions, String name, SessionOptions options, int turns) {
    Given given = given(sessions.engine());
    List<GivenTurn> all = given.turns();
    if (all.isEmpty()) {
      throw new RecordingException.Unknown(
          "the recording", "no answer of a model", "one at least: a session goes on after it");
    }
    List<GivenTurn> kept = all.subList(0, Math.min(turns, all.size()));
    Sessions.Noted noted = sessions.write(name, told(sessions.engine(), options), kept);
    return new Imported(
        name,
        kept.size(),
        all.size() - kept.size(),
        given.unanswered().size(),
        noted.tokens(),
        noted.columns());
  }
}
