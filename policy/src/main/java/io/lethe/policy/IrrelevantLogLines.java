package io.lethe.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lines of long logs that nothing speaks for: no error or warning in them or beside them, no part
 * in a stack trace, not among the first or last, and no telling word of the user's question or of
 * what the assistant said after it had read the log. Without a question nothing is chosen.
 *
 * @param run only runs of at least so many lines go, 1 or more: single missing lines tear a log
 *     apart and free little
 */
public record IrrelevantLogLines(int run) implements Policy {
  private static final int LONG = 40;
  private static final int FIRST = 3;
  private static final int LAST = 5;
  private static final int BEFORE = 1;
  private static final int AFTER = 2;
  private static final int MOST_SAID = 20_000;

  public IrrelevantLogLines {
    if (run < 1) {
      throw new PolicyException("irrelevant-log-lines drops runs of 1 line or more: found " + run);
    }
  }

  @Override
  public String name() {
    return "irrelevant-log-lines";
  }

  @Override
  public List<Choice> choose(Transcript transcript) {
    if (transcript.query().isBlank()) {
      return List.of();
    }
    List<Choice> choices = new ArrayList<>();
    for (Part part : transcript.choosable()) {
      List<Line> lines = Line.of(part.text());
      List<Range> dropped =
          logs(part).stream()
              .map(log -> lines.stream().filter(line -> log.covers(line.range())).toList())
              .filter(inside -> inside.size() >= LONG)
              .flatMap(inside -> irrelevant(inside, part, transcript).stream())
              .toList();
      Choice.some(
              part,
              dropped,
              "lines of a log of turn %d without an error, a warning or a word of the question"
                  .formatted(part.turn()),
              this)
          .ifPresent(choices::add);
    }
    return List.copyOf(choices);
  }

  /** A part that is a log, or the logs inside a text. */
  private static List<Range> logs(Part part) {
    return switch (part.kind()) {
      case LOG -> List.of(new Range(0, part.text().codePointCount(0, part.text().length())));
      case TEXT, TOOL_RESULT -> PartKinds.ranges(part, Kind.LOG);
      case TOOL_CALL, FILE_READ, FILE_WRITE, THOUGHT, REMINDER, HOOK_OUTPUT -> List.of();
    };
  }

  private List<Range> irrelevant(List<Line> lines, Part part, Transcript transcript) {
    boolean[] kept = new boolean[lines.size()];
    Set<Integer> relevant = Relevance.of(lines, transcript.query() + "\n" + said(part, transcript));
    for (int at = 0; at < kept.length; at++) {
      Line line = lines.get(at);
      if (at < FIRST || at >= kept.length - LAST || relevant.contains(at)) {
        kept[at] = true;
      } else if (LogShape.notable(line) || LogShape.stackLine(line)) {
        for (int near = Math.max(0, at - BEFORE);
            near <= Math.min(kept.length - 1, at + AFTER);
            near++) {
          kept[near] = true;
        }
      }
    }
    return runs(lines, kept);
  }

  private List<Range> runs(List<Line> lines, boolean[] kept) {
    List<Range> runs = new ArrayList<>();
    int start = 0;
    for (int at = 0; at <= kept.length; at++) {
      if (at == kept.length || kept[at]) {
        if (at - start >= run) {
          runs.add(new Range(lines.get(start).range().start(), lines.get(at - 1).range().end()));
        }
        start = at + 1;
      }
    }
    return runs;
  }

  /** What the assistant said after it had read the part, the latest of it if that is much. */
  private static String said(Part part, Transcript transcript) {
    String said =
        transcript.parts().stream()
            .filter(other -> other.role() == Role.ASSISTANT && other.turn() >= part.turn())
            .filter(other -> other.id() != part.id())
            .filter(other -> other.kind() == Kind.TEXT || other.kind() == Kind.TOOL_CALL)
            .map(Part::text)
            .collect(Collectors.joining("\n"));
    return said.substring(Math.max(0, said.length() - MOST_SAID));
  }
}
