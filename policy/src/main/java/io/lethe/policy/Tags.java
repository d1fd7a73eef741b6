package io.lethe.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds what clients and models put between tags in a text. */
final class Tags {
  private static final Set<String> REMINDERS =
      Set.of(
          "system-reminder",
          "system_reminder",
          "reminder",
          "environment_details",
          "total_tokens",
          "ide_opened_file",
          "ide_selection");
  // A tag in the middle of a line is somebody writing about it; one in a fence is an example.
  private static final Pattern OPENING =
      Pattern.compile("(?m)^[ \\t]*<([A-Za-z][\\w-]{0,60})(?:\\s[^<>\\n]{0,200})?>");
  private static final Pattern FENCE = Pattern.compile("(?m)^[ \\t]*(```|~~~)");
  private static final Pattern HOOK_LINE =
      Pattern.compile(
          "(?m)^(PreToolUse|PostToolUse|UserPromptSubmit|SessionStart|SessionEnd|Stop|SubagentStop"
              + "|Notification|PreCompact)(:\\S+)? hook\\b.*\\n?");
  private static final Pattern THOUGHT = Pattern.compile("<(/?)(think|thinking|thought)>");

  private Tags() {}

  /** Reminders and hook output, in order. */
  static List<Region> injected(String text) {
    List<Region> found = new ArrayList<>();
    Set<String> unclosed = new HashSet<>();
    Points points = Points.of(text);
    NavigableSet<Integer> fences = fences(text);
    Matcher opening = OPENING.matcher(text);
    int from = 0;
    while (opening.find(from)) {
      from = opening.end();
      String tag = opening.group(1);
      boolean hook = tag.toLowerCase(Locale.ROOT).contains("hook");
      if ((!hook && !REMINDERS.contains(tag)) || unclosed.contains(tag)) {
        continue;
      }
      int close = text.indexOf("</" + tag + ">", opening.end());
      if (close < 0) {
        unclosed.add(tag);
        continue;
      }
      OptionalInt end = lineEnd(text, close + tag.length() + 3);
      if (end.isPresent() && !fenced(fences, opening.start())) {
        boolean printed =
            hook || HOOK_LINE.matcher(text.substring(opening.end(), close).strip()).lookingAt();
        found.add(
            new Region(
                printed ? Kind.HOOK_OUTPUT : Kind.REMINDER,
                points.range(opening.start(), end.getAsInt())));
        from = end.getAsInt();
      }
    }
    Matcher line = HOOK_LINE.matcher(text);
    while (line.find()) {
      Range range = points.range(line.start(), line.end());
      if (!fenced(fences, line.start())
          && found.stream()
              .noneMatch(other ->
                  other.range().start() < range.end() && range.start() < other.range().end())) {
        found.add(new Region(Kind.HOOK_OUTPUT, range));
      }
    }
    return found;
  }

  /**
   * Thoughts in what a model generated. One that was never closed reaches to the end; one that was
   * never opened, since the template had opened it, begins at the start.
   */
  static List<Region> thoughts(String text) {
    List<Region> found = new ArrayList<>();
    Points points = Points.of(text);
    Matcher tag = THOUGHT.matcher(text);
    int open = 0;
    boolean thinking = false;
    boolean any = false;
    while (tag.find()) {
      boolean closing = !tag.group(1).isEmpty();
      if (closing && (thinking || !any)) {
        found.add(new Region(Kind.THOUGHT, points.range(open, tag.end())));
        thinking = false;
      } else if (!closing && !thinking) {
        open = tag.start();
        thinking = true;
      }
      any = true;
    }
    if (thinking) {
      found.add(new Region(Kind.THOUGHT, points.range(open, text.length())));
    }
    return found;
  }

  /** The start of the next line, if nothing but blanks comes before it. */
  private static OptionalInt lineEnd(String text, int from) {
    for (int at = from; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\n') {
        return OptionalInt.of(at + 1);
      }
      if (c != ' ' && c != '\t' && c != '\r') {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of(text.length());
  }

  private static NavigableSet<Integer> fences(String text) {
    return FENCE
        .matcher(text)
        .results()
        .map(MatchResult::start)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean fenced(NavigableSet<Integer> fences, int at) {
    return fences.headSet(at).size() % 2 == 1;
  }
}
