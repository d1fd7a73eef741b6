package io.lethe.history;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the object of one call while it is written. For one thread. */
final class CallReader {
  /** How far it got. */
  enum State {
    /** It may become a call. */
    UNDECIDED,
    /** It is one: the name is known and the arguments have begun. */
    ANNOUNCED,
    /** It is one, and its arguments are complete. */
    ARGUED,
    /** The object has ended, and is a call. */
    COMPLETE,
    /** It is no call, or stopped being one; what was announced before remains. */
    BROKEN
  }

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<String> KEYS = Set.of("name", "arguments", "parameters", "id", "type");

  private final Predicate<String> callable;
  private final JsonScanner scanner = new JsonScanner();
  private final StringBuilder object = new StringBuilder();
  private final StringBuilder arguments = new StringBuilder();
  private Optional<String> name = Optional.empty();
  private State state = State.UNDECIDED;

  /**
   * @param callable whether a tool of that name may be called
   */
  CallReader(Predicate<String> callable) {
    this.callable = callable;
  }

  State state() {
    return state;
  }

  /** The tool; known once it is a call. */
  String name() {
    return name.orElse("");
  }

  /** The arguments so far, as JSON. */
  StringBuilder arguments() {
    return arguments;
  }

  /** Whether it was a call before it broke. */
  boolean wasAnnounced() {
    return !arguments.isEmpty();
  }

  State add(char c) {
    boolean inString = scanner.inString();
    int depth = scanner.depth();
    JsonScanner.Step step = scanner.add(c);
    String spelled = inString && c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c);
    state =
        switch (step) {
          case BROKEN -> State.BROKEN;
          case COMPLETE -> state == State.UNDECIDED ? whole(spelled) : State.COMPLETE;
          case GOES_ON -> goesOn(spelled, depth);
        };
    return state;
  }

  private State goesOn(String spelled, int depth) {
    object.append(spelled);
    return switch (state) {
      case UNDECIDED -> undecided(spelled, depth);
      case ANNOUNCED -> {
        arguments.append(spelled);
        yield scanner.depth() == 1 ? State.ARGUED : State.ANNOUNCED;
      }
      case ARGUED, COMPLETE, BROKEN -> state;
    };
  }

  private State undecided(String spelled, int depth) {
    if (!scanner.topKey().isEmpty() && !KEYS.contains(scanner.topKey())) {
      return State.BROKEN; // an answer in JSON, which is not to be held back for long
    }
    if (scanner.topKey().equals("name") && scanner.valueEnded() && name.isEmpty()) {
      name = string(scanner.topString()).filter(it -> !it.isBlank()).filter(callable);
      return name.isPresent() ? State.UNDECIDED : State.BROKEN;
    }
    if (name.isPresent() && depth == 1 && scanner.depth() == 2 && inArguments(spelled)) {
      arguments.append(spelled);
      return State.ANNOUNCED;
    }
    return State.UNDECIDED;
  }

  private boolean inArguments(String spelled) {
    return spelled.equals("{")
        && (scanner.topKey().equals("arguments") || scanner.topKey().equals("parameters"));
  }

  /** What its keys say that stand in another order, or without arguments. */
  private State whole(String last) {
    try {
      JsonNode call = JSON.readTree(object.append(last).toString());
      JsonNode given = call.has("arguments") ? call.path("arguments") : call.path("parameters");
      if (!call.path("name").isString() || !callable.test(call.path("name").asString())) {
        return State.BROKEN;
      }
      JsonNode read = given.isString() ? JSON.readTree(given.asString()) : given;
      if (!read.isObject() && !read.isMissingNode() && !read.isNull()) {
        return State.BROKEN;
      }
      name = Optional.of(call.path("name").asString());
      arguments.append(read.isObject() ? read.toString() : "{}");
      return State.COMPLETE;
    } catch (JacksonException _) {
      return State.BROKEN;
    }
  }

  private static Optional<String> string(String written) {
    try {
      return Optional.of(JSON.readTree("\"" + written + "\"").asString());
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }
}
