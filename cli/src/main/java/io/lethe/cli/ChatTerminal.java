package io.lethe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** A person at a terminal: line editing, history, lines that go on, Ctrl-C. */
record ChatTerminal(ChatRoom room, Path history) {
  void run() throws IOException {
    Files.createDirectories(history.toAbsolutePath().getParent());
    try (Terminal terminal = TerminalBuilder.builder().name("lethe").system(true).build()) {
      LineReader reader = reader(terminal);
      boolean leaving = false;
      while (true) {
        String line;
        try {
          line = reader.readLine("> ");
        } catch (UserInterruptException e) {
          if (leaving) {
            return;
          }
          leaving = e.getPartialLine().isEmpty();
          if (leaving) {
            terminal.writer().println("Ctrl-C again or Ctrl-D leaves.");
          }
          continue;
        } catch (EndOfFileException e) {
          return;
        }
        leaving = false;
        Terminal.SignalHandler before =
            terminal.handle(Terminal.Signal.INT, signal -> room.interrupt());
        try {
          if (room.take(line) == ChatRoom.Next.LEAVE) {
            return;
          }
        } finally {
          terminal.handle(Terminal.Signal.INT, before);
        }
      }
    }
  }

  private LineReader reader(Terminal terminal) {
    DefaultParser parser = new DefaultParser();
    parser.setQuoteChars(new char[0]); // an apostrophe in a message opens nothing
    parser.setEofOnEscapedNewLine(true);
    return LineReaderBuilder.builder()
        .terminal(terminal)
        .parser(parser)
        .variable(LineReader.HISTORY_FILE, history)
        .variable(LineReader.SECONDARY_PROMPT_PATTERN, ". ")
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
        .build();
  }
}
