package io.lethe.imports;

import io.lethe.history.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Reads what other programs recorded. Files are not trusted: their size, their nesting and the
 * number of their messages have limits; what is not known in them is left out and counted. Safe for
 * several threads.
 */
public final class RecordingReader {
  private static final long MOST_BYTES = 128L << 20;

  private RecordingReader() {}

  /**
   * Reads a file.
   *
   * @param format who wrote it; absent: it is found out
   * @throws IOException if it cannot be read, or is no UTF-8
   * @throws RecordingException if it is none of a format, or too large
   */
  public static Recording read(Path file, Optional<Format> format) throws IOException {
    long bytes = Files.size(file);
    if (bytes > MOST_BYTES) {
      throw new RecordingException.TooLarge(
          file.toString(), bytes + " bytes", MOST_BYTES + " bytes");
    }
    return read(file.toString(), text(Files.readAllBytes(file)), format);
  }

  private static String text(byte[] bytes) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /**
   * Reads a text.
   *
   * @param where it comes from, for errors
   * @param format who wrote it; absent: it is found out
   * @throws RecordingException if it is none of a format
   */
  public static Recording read(String where, String text, Optional<Format> format) {
    LeftOut leftOut = new LeftOut();
    JsonText written = JsonText.of(where, text, leftOut);
    Format known = format.or(written::format).orElseThrow(() -> unknown(where, written));
    Conversation conversation = new Conversation(where);
    List<Tool> tools = ToolList.read(written.body(), leftOut);
    switch (known) {
      case CLAUDE_CODE -> new ClaudeCodeLines(conversation, leftOut).read(written.lines());
      case OPENAI -> new OpenAiMessages(conversation, leftOut).read(written.messages());
      case ANTHROPIC -> {
        AnthropicMessages messages = new AnthropicMessages(conversation, leftOut);
        messages.system(written.body().path("system"));
        messages.read(written.messages());
      }
      case SWE_AGENT -> new SweAgentSteps(conversation, leftOut).read(written.body());
    }
    Recording recording = new Recording(known, conversation.messages(), tools, leftOut.counts());
    if (recording.messages().isEmpty()) {
      throw new RecordingException.Unknown(
          where,
          "no message" + (leftOut.counts().isEmpty() ? "" : ", but " + leftOut.counts()),
          "a recording of " + known.word());
    }
    return recording;
  }

  private static RecordingException unknown(String where, JsonText written) {
    JsonNode first = written.lines().getFirst();
    String found =
        first.isObject()
            ? "an object with "
                + (first.isEmpty()
                    ? "nothing in it"
                    : String.join(
                        ", ",
                        first.propertyNames().stream()
                            .limit(6)
                            .map(RecordingReader::shown)
                            .toList()))
            : "JSON that is " + first.getNodeType().name().toLowerCase(Locale.ROOT);
    return new RecordingException.Unknown(
        where,
        found,
        "lines of Claude Code, messages of OpenAI or Anthropic, or a trajectory of SWE-agent; see --format");
  }

  private static String shown(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_.-]", "?");
    return '"' + (plain.length() <= 30 ? plain : plain.substring(0, 30)) + '"';
  }
}
