package io.lethe.engine;

import io.lethe.kv.Span;
import java.util.List;

/** Something that happens to a session. */
sealed interface Step {
  record Read(int[] tokens) implements Step {}

  /** Reads a token, then writes {@code count} more, the last of which is pending. */
  record Write(int token, int count) implements Step {}

  record Forget(List<Span> spans) implements Step {}

  record Redact(List<Span> spans) implements Step {}

  record Repair(List<Span> spans, double share) implements Step {}

  record Close(List<Span> spans) implements Step {}

  record Truncate(int length) implements Step {}

  record Skip(int count) implements Step {}
}
