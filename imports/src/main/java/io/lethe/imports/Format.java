package io.lethe.imports;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who wrote a recording. */
public enum Format {
  /** JSON lines of Claude Code, as in {@code ~/.claude/projects}. */
  CLAUDE_CODE,
  /** Messages of OpenAI's chat completions: an array, a line each, or a request's body. */
  OPENAI,
  /** Messages of Anthropic's API: an array, a line each, or a request's body. */
  ANTHROPIC,
  /** A trajectory of SWE-agent. */
  SWE_AGENT;

  /** On a command line: {@code claude-code}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of a word. */
  public static Optional<Format> of(String word) {
    return Arrays.stream(values()).filter(format -> format.word().equals(word)).findFirst();
  }
}
