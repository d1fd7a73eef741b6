package io.lethe.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parts and transcripts for tests. A column for every four characters, as tokens roughly go. */
final class Samples {
  private Samples() {}

  static Part system(int id, String text) {
    return part(id, Role.SYSTEM, Kind.TEXT, text, 0);
  }

  static Part user(int id, int turn, String text) {
    return part(id, Role.USER, Kind.TEXT, text, turn);
  }

  static Part assistant(int id, int turn, String text) {
    return part(id, Role.ASSISTANT, Kind.TEXT, text, turn);
  }

  static Part tool(int id, int turn, Kind kind, String text) {
    return part(id, Role.TOOL, kind, text, turn);
  }

  static Part read(int id, int turn, String path, String text) {
    return tool(id, turn, Kind.FILE_READ, text).named(path);
  }

  static Part write(int id, int turn, String path, String text) {
    return tool(id, turn, Kind.FILE_WRITE, text).named(path);
  }

  static Part part(int id, Role role, Kind kind, String text, int turn) {
    return Part.live(id, role, kind, text, turn, text.length() / 4 + 1L);
  }

  /** These parts, and then a user who asks in the turn that comes next. */
  static Transcript asked(String query, Part... parts) {
    List<Part> all = new ArrayList<>(List.of(parts));
    int turn = all.stream().mapToInt(Part::turn).max().orElse(0) + 1;
    all.add(user(1000, turn, query));
    return Transcript.of(all, turn, query);
  }

  static List<Integer> ids(List<Choice> choices) {
    return choices.stream().map(Choice::partId).toList();
  }

  /** What the model still sees of a part once the choices are carried out. */
  static String left(Transcript transcript, List<Choice> choices, int id) {
    Optional<Part> part =
        transcript.after(choices, Saving.BY_LENGTH).parts().stream()
            .filter(each -> each.id() == id)
            .findFirst();
    StringBuilder left = new StringBuilder();
    part.orElseThrow().seen().forEach(range -> left.append(range.of(part.get().text())));
    return left.toString();
  }

  static String left(Policy policy, Transcript transcript, int id) {
    return left(transcript, policy.choose(transcript), id);
  }

  /** Numbered as {@code cat -n} does. */
  static String numbered(int first, int last) {
    StringBuilder text = new StringBuilder();
    for (int line = first; line <= last; line++) {
      text.append("%6d\tvalue_%d = compute(%d)%n".formatted(line, line, line));
    }
    return text.toString().replace("\r\n", "\n");
  }
}
