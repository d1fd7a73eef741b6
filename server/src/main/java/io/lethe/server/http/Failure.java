package io.lethe.server.http;

import io.lethe.engine.EngineException;
import io.lethe.history.HistoryException;
import io.lethe.policy.PolicyException;
import io.lethe.server.http.Route.ErrorShape;
import io.lethe.session.SessionException;
import io.lethe.tokenizer.template.TemplateException;
import io.lethe.trace.TraceException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a request is not answered, as its client is told: the one table from exceptions to errors of
 * HTTP.
 *
 * @param status of HTTP
 * @param kind the types that vendors give such errors
 * @param code a word that a program can rely on
 * @param parameter the field it is about
 * @param message what was found, what was wanted and what to do
 * @param numbers more that a program may want to know
 * @param retryAfter seconds after which it may go better
 */
public record Failure(
    int status,
    Kind kind,
    Optional<String> code,
    Optional<String> parameter,
    String message,
    Map<String, Long> numbers,
    OptionalInt retryAfter) {
  /** The vendors' types of errors. */
  public enum Kind {
    INVALID("invalid_request_error", "invalid_request_error"),
    TOO_LONG("exceed_context_size_error", "invalid_request_error"),
    TOO_LARGE("invalid_request_error", "request_too_large"),
    AUTHENTICATION("authentication_error", "authentication_error"),
    PERMISSION("permission_error", "permission_error"),
    NOT_FOUND("not_found_error", "not_found_error"),
    UNSUPPORTED("not_supported_error", "invalid_request_error"),
    OVERLOADED("rate_limit_error", "overloaded_error"),
    UNAVAILABLE("unavailable_error", "overloaded_error"),
    LATE("timeout_error", "timeout_error"),
    FAULT("server_error", "api_error");

    private final String openai;
    private final String anthropic;

    Kind(String openai, String anthropic) {
      this.openai = openai;
      this.anthropic = anthropic;
    }
  }

  private static final int ANTHROPIC_OVERLOADED = 529;

  public Failure {
    numbers = Map.copyOf(numbers);
  }

  static Failure of(int status, Kind kind, String code, String message) {
    return new Failure(
        status, kind, Optional.of(code), Optional.empty(), message, Map.of(), OptionalInt.empty());
  }

  Failure withRetryAfter(int seconds) {
    return new Failure(status, kind, code, parameter, message, numbers, OptionalInt.of(seconds));
  }

  /** What is known of an exception; empty if it is a fault in Lethe. */
  public static Optional<Failure> of(Throwable thrown) {
    return switch (thrown) {
      case RequestException wrong -> Optional.of(request(wrong));
      case HistoryException wrong -> Optional.of(history(wrong));
      case SessionException wrong -> session(wrong);
      case TraceException wrong -> trace(wrong);
      case EngineException wrong -> engine(wrong);
      case TemplateException wrong -> template(wrong);
      case PolicyException wrong -> Optional.of(invalid("invalid_policy", wrong));
      case CancellationException _ ->
          Optional.of(
              of(
                  504,
                  Kind.LATE,
                  "cancelled",
                  "cancelled before it was answered; the session is as it was before"));
      default -> Optional.empty();
    };
  }

  /** A fault in Lethe; what it was is in the log under the request's name. */
  static Failure fault(String requestId) {
    return of(
        500,
        Kind.FAULT,
        "internal_error",
        "a fault in Lethe; the server's log has the details under " + requestId);
  }

  private static Failure request(RequestException wrong) {
    Kind kind =
        switch (wrong.status()) {
          case 401 -> Kind.AUTHENTICATION;
          case 403 -> Kind.PERMISSION;
          case 404 -> Kind.NOT_FOUND;
          case 408 -> Kind.LATE;
          case 413 -> Kind.TOO_LARGE;
          case 429 -> Kind.OVERLOADED;
          case 501 -> Kind.UNSUPPORTED;
          case 503 -> Kind.UNAVAILABLE;
          default -> Kind.INVALID;
        };
    return new Failure(
        wrong.status(),
        kind,
        Optional.empty(),
        wrong.parameter(),
        String.valueOf(wrong.getMessage()),
        Map.of(),
        OptionalInt.empty());
  }

  private static Failure history(HistoryException wrong) {
    return switch (wrong) {
      case HistoryException.Contradiction _ -> invalid("contradiction", wrong);
      case HistoryException.NoSession _ -> missing(wrong);
      case HistoryException.Unsupported _ -> invalid("unsupported", wrong);
      case HistoryException.TooLong tooLong ->
          tooLong(tooLong.found(), tooLong.room(), String.valueOf(wrong.getMessage()));
    };
  }

  private static Optional<Failure> session(SessionException wrong) {
    return switch (wrong) {
      case SessionException.NoPart _ -> Optional.of(invalid("no_such_part", wrong));
      case SessionException.NothingToRecall _ -> Optional.of(invalid("nothing_to_recall", wrong));
      case SessionException.PartPinned _ -> Optional.of(conflict("part_pinned", wrong));
      case SessionException.NothingToDelete _ -> Optional.of(conflict("nothing_to_delete", wrong));
      case SessionException.OtherModel _ -> Optional.of(conflict("other_model", wrong));
      case SessionException.Unreplayable _ -> Optional.of(conflict("unreplayable", wrong));
      case SessionException.Speechless _ ->
          Optional.of(of(501, Kind.UNSUPPORTED, "unsupported", String.valueOf(wrong.getMessage())));
      case SessionException.Broken _ -> Optional.empty();
    };
  }

  private static Optional<Failure> trace(TraceException wrong) {
    return switch (wrong) {
      case TraceException.NoSession _ ->
          Optional.of(
              of(
                  404,
                  Kind.NOT_FOUND,
                  "session_not_found",
                  "found no such session; see GET /v1/sessions"));
      case TraceException.WrongName _ ->
          Optional.of(
              of(
                  400,
                  Kind.INVALID,
                  "invalid_name",
                  "found a name that no session can have, wanted letters, digits, dots, dashes and underscores"));
      case TraceException.SessionExists _ ->
          Optional.of(
              of(
                  409,
                  Kind.INVALID,
                  "session_exists",
                  "found a session of this name, wanted a new one"));
      case TraceException.Locked _ ->
          Optional.of(
              of(
                  409,
                  Kind.INVALID,
                  "session_in_use",
                  "the session is in use by another process or request; try again"));
      case TraceException.Malformed _, TraceException.Empty _, TraceException.OtherFormat _ ->
          Optional.of(
              of(
                  409,
                  Kind.INVALID,
                  "session_damaged",
                  "found a damaged trace, wanted one that can be read; see the server's log"));
      case TraceException.Unwritable _, TraceException.Unreadable _ -> Optional.empty();
    };
  }

  private static Optional<Failure> engine(EngineException wrong) {
    return switch (wrong) {
      case EngineException.ContextFull full ->
          Optional.of(
              tooLong(full.wantedColumns(), full.freeColumns(), String.valueOf(full.getMessage())));
      case EngineException.UnknownToken _ -> Optional.of(invalid("unknown_token", wrong));
      case EngineException.NoChatTemplate _ ->
          Optional.of(
              of(
                  501,
                  Kind.UNSUPPORTED,
                  "no_chat_template",
                  "found no chat template for this model; use /v1/completions"));
      case EngineException.NothingRead _ -> Optional.of(invalid("nothing_read", wrong));
      case EngineException.TooShort _ -> Optional.of(invalid("too_few_tokens", wrong));
      case EngineException.MalformedReference _ -> Optional.empty();
    };
  }

  /**
   * Templates refuse conversations that their models cannot hold: whoever sent one can change it.
   */
  private static Optional<Failure> template(TemplateException wrong) {
    return switch (wrong.kind()) {
      case RAISED ->
          Optional.of(
              of(
                  400,
                  Kind.INVALID,
                  "refused_by_template",
                  "the model's chat template refuses these messages: " + wrong.reason()));
      case SYNTAX, EVALUATION, LIMIT -> Optional.empty();
    };
  }

  private static Failure tooLong(long found, long room, String message) {
    // Agents look for OpenAI's code and for the words of Anthropic's message.
    return new Failure(
        400,
        Kind.TOO_LONG,
        Optional.of("context_length_exceeded"),
        Optional.empty(),
        "prompt is too long: %d tokens > %d maximum; %s".formatted(found, room, message),
        Map.of("n_prompt_tokens", found, "n_ctx", room),
        OptionalInt.empty());
  }

  private static Failure invalid(String code, RuntimeException wrong) {
    return of(400, Kind.INVALID, code, String.valueOf(wrong.getMessage()));
  }

  private static Failure conflict(String code, RuntimeException wrong) {
    return of(409, Kind.INVALID, code, String.valueOf(wrong.getMessage()));
  }

  private static Failure missing(RuntimeException wrong) {
    return of(404, Kind.NOT_FOUND, "session_not_found", String.valueOf(wrong.getMessage()));
  }

  /** The status in a vendor's numbers. */
  public int status(ErrorShape shape) {
    return shape == ErrorShape.ANTHROPIC && kind == Kind.OVERLOADED ? ANTHROPIC_OVERLOADED : status;
  }

  /** The error as a vendor writes it. */
  public ObjectNode body(ErrorShape shape, String requestId) {
    return switch (shape) {
      case OPENAI -> openai();
      case ANTHROPIC -> anthropic(requestId);
    };
  }

  private ObjectNode openai() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode error = body.putObject("error");
    error.put("message", message).put("type", kind.openai);
    parameter.ifPresentOrElse(name -> error.put("param", name), () -> error.putNull("param"));
    code.ifPresentOrElse(word -> error.put("code", word), () -> error.putNull("code"));
    putNumbers(error);
    return body;
  }

  private ObjectNode anthropic(String requestId) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", "error");
    ObjectNode error = body.putObject("error");
    error.put("type", kind.anthropic);
    error.put(
        "message",
        parameter
            .filter(name -> !message.startsWith(name))
            .map(name -> name + ": " + message)
            .orElse(message));
    putNumbers(error);
    return body.put("request_id", requestId);
  }

  private void putNumbers(ObjectNode error) {
    new TreeMap<>(numbers).forEach((name, value) -> error.put(name, value));
  }
}
