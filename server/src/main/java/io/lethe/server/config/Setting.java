package io.lethe.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Everything that can be set. */
public enum Setting {
  MODEL("MODEL", "smollm2", "A name from lethe models list, or a GGUF file."),
  HOST(
      "HOST",
      "127.0.0.1",
      "The address to listen on. With any other than this machine's own a key is needed."),
  PORT("PORT", "8737", "The port to listen on; 0 for any that is free."),
  KEY(
      "[NAME=]KEY",
      "",
      "A key that clients must send, and whose it is. Several keys have their own sessions each."),
  CORS("ORIGIN", "", "A web page's origin that may ask, such as https://app.example; * for all."),
  ALLOW_HOST("NAME", "", "A name besides localhost under which this machine is reached."),
  CONTEXT("N", "", "Tokens the KV cache has room for (default: what the model was trained for)."),
  THREADS("N", "", "Threads that compute (default: all cores)."),
  DISK("BYTES", "8GB", "What stored columns may take on the disk; those used least go first."),
  MAX_BODY("BYTES", "32MB", "The largest request."),
  RUNNING("N", "32", "Requests that compute at a time."),
  WAITING("N", "256", "Requests that wait for that; more are refused with 429 or 529."),
  DEADLINE("TIME", "10m", "How long a request may take; then it is cancelled."),
  STOP_TIMEOUT("TIME", "30s", "How long open requests may go on when the server is stopped."),
  EMBEDDINGS("on|off", "on", "Whether /v1/embeddings is served, by a second, small model.");

  private final String value;
  private final String usual;
  private final String description;

  Setting(String value, String usual, String description) {
    this.value = value;
    this.usual = usual;
    this.description = description;
  }

  /** The setting of a key in the file. */
  public static Optional<Setting> named(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }

  /** All keys of the file. */
  static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).toList();
  }

  /** The key in the file, such as {@code max-body}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The flag, such as {@code --max-body}. */
  public String flag() {
    return "--" + key();
  }

  /** The environment variable, such as {@code LETHE_MAX_BODY}. */
  public String variable() {
    return "LETHE_" + name();
  }

  /** What its value looks like. */
  public String value() {
    return value;
  }

  /** Its value unless somebody says otherwise; empty for none. */
  public String usual() {
    return usual;
  }

  /** What it is, in a sentence. */
  public String description() {
    return description;
  }

  /** Whether there can be several. */
  public boolean isList() {
    return switch (this) {
      case KEY, CORS, ALLOW_HOST -> true;
      case MODEL,
          HOST,
          PORT,
          CONTEXT,
          THREADS,
          DISK,
          MAX_BODY,
          RUNNING,
          WAITING,
          DEADLINE,
          STOP_TIMEOUT,
          EMBEDDINGS ->
          false;
    };
  }

  /** Whether nobody may see it. */
  public boolean isSecret() {
    return this == KEY;
  }
}
