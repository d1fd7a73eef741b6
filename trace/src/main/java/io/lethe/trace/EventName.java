package io.lethe.trace;

/** What an event is called in a trace: the constant in lower case. */
enum EventName {
  OPEN,
  APPEND,
  GENERATE,
  FORGET,
  REDACT,
  REPAIR,
  CLOSE,
  PIN,
  UNPIN,
  FORK,
  TRUNCATE,
  RECALL,
  CHECKPOINT;

  static EventName of(TraceEvent event) {
    return switch (event) {
      case TraceEvent.Opened _ -> OPEN;
      case TraceEvent.Appended _ -> APPEND;
      case TraceEvent.Generated _ -> GENERATE;
      case TraceEvent.Deleted deleted ->
          switch (deleted.kind()) {
            case FORGET -> FORGET;
            case REDACT -> REDACT;
            case REPAIR -> REPAIR;
          };
      case TraceEvent.Closed _ -> CLOSE;
      case TraceEvent.Pinned pinned ->
          switch (pinned.pin()) {
            case PINNED -> PIN;
            case UNPINNED -> UNPIN;
          };
      case TraceEvent.Forked _ -> FORK;
      case TraceEvent.Truncated _ -> TRUNCATE;
      case TraceEvent.Recalled _ -> RECALL;
      case TraceEvent.Checkpoint _ -> CHECKPOINT;
    };
  }
}
