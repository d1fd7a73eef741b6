package io.lethe.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises what parts of raw messages are. Safe for several threads. */
public final class PartKinds {
  private static final Set<String> READS =
      Set.of(
          "read",
          "readfile",
          "view",
          "viewfile",
          "cat",
          "open",
          "openfile",
          "fsread",
          "getfile",
          "readtextfile",
          "filereader",
          "goto",
          "scrolldown",
          "scrollup");
  private static final Set<String> WRITES =
      Set.of(
          "write",
          "writefile",
          "edit",
          "editfile",
          "create",
          "createfile",
          "strreplace",
          "insert",
          "multiedit",
          "replaceinfile",
          "writetofile",
          "fswrite",
          "applydiff",
          "searchreplace",
          "notebookedit",
          "savefile",
          "appendfile",
          "replace",
          "undoedit");
  private static final Set<String> EDITOR_READS = Set.of("view", "read", "open");
  private static final Set<String> PATHS =
      Set.of(
          "path",
          "filepath",
          "filename",
          "file",
          "targetfile",
          "absolutepath",
          "notebookpath",
          "relativepath",
          "uri");
  private static final Pattern SHELL_READ =
      Pattern.compile(
          "^\\s*(?:cat|head|tail|less|more|nl|bat|type)(?:\\s+-\\S+|\\s+\\d+)*\\s+"
              + "(['\"]?)([^\\s'\"|;&<>*?$`]+)\\1\\s*$"
              + "|^\\s*sed\\s+-n\\s+['\"]?\\d+(?:,\\d+)?p['\"]?\\s+(['\"]?)([^\\s'\"|;&<>*?$`]+)\\3\\s*$");
  private static final double MOSTLY = 0.6;

  private PartKinds() {}

  /**
   * The things of their own within a text, in order and without overlap: reminders, hook output,
   * thoughts (in what the assistant says) and logs. What lies between them is plain text.
   */
  public static List<Region> regions(Role role, String text) {
    List<Region> found =
        new ArrayList<>(role == Role.ASSISTANT ? Tags.thoughts(text) : Tags.injected(text));
    for (Range log : LogShape.regions(Line.of(text))) {
      List<Range> taken = found.stream().map(Region::range).toList();
      Range.without(List.of(log), taken).forEach(rest -> found.add(new Region(Kind.LOG, rest)));
    }
    found.sort(Comparator.comparingInt(region -> region.range().start()));
    return List.copyOf(found);
  }

  /** The regions of one kind. */
  static List<Range> ranges(Part part, Kind kind) {
    return regions(part.role(), part.text()).stream()
        .filter(region -> region.kind() == kind)
        .map(Region::range)
        .toList();
  }

  /** Whether most lines of a text look like those of a log, and it has at least six. */
  public static boolean log(String text) {
    List<Line> lines = Line.of(text).stream().filter(line -> !line.blank()).toList();
    long logLines = lines.stream().filter(LogShape::logLine).count();
    return lines.size() >= 6 && logLines >= MOSTLY * lines.size();
  }

  /**
   * What a call of a tool is.
   *
   * @param tool the tool's name
   * @param arguments its arguments as JSON; anything else counts as none
   */
  public static Recognised toolCall(String tool, String arguments) {
    Recognised touched = touched(tool, arguments);
    return touched.kind() == Kind.FILE_WRITE
        ? touched
        : new Recognised(Kind.TOOL_CALL, named(tool));
  }

  /**
   * What a tool's answer is.
   *
   * @param tool the tool's name
   * @param arguments the arguments of the call as JSON; anything else counts as none
   * @param text what it answered
   */
  public static Recognised toolResult(String tool, String arguments, String text) {
    Recognised touched = touched(tool, arguments);
    return touched.kind() == Kind.TOOL_RESULT && log(text)
        ? new Recognised(Kind.LOG, touched.name())
        : touched;
  }

  private static Recognised touched(String tool, String json) {
    Map<String, String> arguments = Arguments.of(json);
    String name = plain(tool);
    String command = arguments.getOrDefault("command", "");
    Optional<String> path =
        arguments.entrySet().stream()
            .filter(entry -> PATHS.contains(plain(entry.getKey())) && !entry.getValue().isBlank())
            .map(Map.Entry::getValue)
            .findFirst();
    if (path.isPresent()) {
      boolean editor = name.contains("editor") || name.contains("edittool");
      if (READS.contains(name) || (editor && EDITOR_READS.contains(plain(command)))) {
        return new Recognised(Kind.FILE_READ, path);
      }
      if (WRITES.contains(name) || (editor && WRITES.contains(plain(command)))) {
        return new Recognised(Kind.FILE_WRITE, path);
      }
    }
    Matcher shell = SHELL_READ.matcher(command);
    if (shell.matches()) {
      Optional<String> read =
          Optional.ofNullable(shell.group(2)).or(() -> Optional.ofNullable(shell.group(4)));
      return new Recognised(Kind.FILE_READ, read);
    }
    return new Recognised(Kind.TOOL_RESULT, named(tool));
  }

  private static Optional<String> named(String tool) {
    return tool.isBlank() ? Optional.empty() : Optional.of(tool);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }
}
