package io.lethe.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which lines of a file a read shows.
 *
 * @param numbered where each numbered line lies in the text; empty if the read numbers no lines,
 *     which then counts as the whole file
 */
record FileLines(Map<Integer, Range> numbered) {
  // `cat -n` and its relatives: 12<tab>text, 12→text, 12: text, 12|text.
  private static final Pattern NUMBERED = Pattern.compile("^\\s{0,8}(\\d{1,7})(\\t|→|:|\\s?\\|)");
  private static final Pattern NO_CONTENT =
      Pattern.compile(
          "(?is)^\\W{0,12}(error\\b|failed\\b|file (does not exist|not found|unchanged|is unchanged)|no such file"
              + "|permission denied|is a directory|(cat|sed|head|tail): |file has not been read"
              + "|your proposed edit has introduced|unchanged since).*"
              + "|^<(tool_use_)?error>.*|.{0,200}(no such file or directory|unchanged since last read"
              + "|string to replace (was )?not found|no match found).*");
  private static final Pattern CUT =
      Pattern.compile("(?i)(output|file|content)s? (was |is |has been )?(truncated|too long)");

  FileLines {
    numbered = Map.copyOf(numbered);
  }

  static FileLines of(Part read) {
    Map<Integer, Range> numbered = new TreeMap<>();
    int expected = 0;
    List<Line> lines = Line.of(read.text());
    for (Line line : lines) {
      Matcher number = NUMBERED.matcher(line.plain());
      if (number.find()) {
        int found = Integer.parseInt(number.group(1));
        // Numbers that do not count up belong to the contents: a log, a table, YAML.
        if (expected == 0 || found == expected) {
          numbered.put(found, line.range());
          expected = found + 1;
        }
      }
    }
    boolean most = 2L * numbered.size() >= lines.stream().filter(line -> !line.blank()).count();
    return new FileLines(most ? numbered : Map.of());
  }

  /** Whether a read or write says that it did not happen, or shows nothing new. */
  static boolean failed(Part part) {
    return NO_CONTENT.matcher(part.text()).matches();
  }

  /** Whether a read says that it left something out. */
  static boolean cut(Part part) {
    return CUT.matcher(part.text()).find();
  }

  /**
   * What of this read a later one shows again: all of its text, some lines, or nothing where the
   * two do not meet.
   */
  Optional<List<Range>> shownAgainBy(FileLines later, Range all) {
    if (later.numbered.isEmpty()) {
      return Optional.of(List.of(all));
    }
    if (numbered.isEmpty()) {
      // Which lines these are is not known, so only a read from the top may stand for them.
      return Optional.empty();
    }
    List<Range> again = new ArrayList<>();
    numbered.forEach((number, range) -> {
      if (later.numbered.containsKey(number)) {
        again.add(range);
      }
    });
    if (again.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(again.size() == numbered.size() ? List.of(all) : again);
  }
}
