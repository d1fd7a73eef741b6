package io.lethe.policy;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A path as a transcript writes it, brought to one form: slashes, no {@code .} and no {@code ..}
 * that has something before it, drive letters in upper case. No file system is asked.
 *
 * @param names the names on the way; the first of an absolute path is empty or a drive
 */
record FilePath(List<String> names) {
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:");

  FilePath {
    names = List.copyOf(names);
  }

  static FilePath of(String written) {
    String path = written.strip().replace('\\', '/').replaceFirst("^file://", "");
    Deque<String> names = new ArrayDeque<>();
    if (path.startsWith("/")) {
      names.add("");
    }
    for (String name : Arrays.asList(path.split("/+", 0))) {
      if (name.equals("..") && !names.isEmpty() && !names.peekLast().equals("..")) {
        if (!names.peekLast().isEmpty()) {
          names.removeLast();
        }
      } else if (names.isEmpty() && DRIVE.matcher(name).matches()) {
        names.add(name.toUpperCase(Locale.ROOT));
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return new FilePath(List.copyOf(names));
  }

  boolean absolute() {
    return !names.isEmpty() && (names.getFirst().isEmpty() || names.getFirst().endsWith(":"));
  }

  /** Whether this relative path may name that absolute one, seen from some folder. */
  boolean endOf(FilePath other) {
    int skipped = other.names.size() - names.size();
    return !absolute()
        && other.absolute()
        && skipped > 0
        && !names.isEmpty()
        && other.names.subList(skipped, other.names.size()).equals(names);
  }

  /**
   * Whether both name one file. A relative path names an absolute one that ends with it, as long as
   * no other of the known paths ends with it too.
   */
  boolean same(FilePath other, List<FilePath> known) {
    return equals(other) || meets(other, known) || other.meets(this, known);
  }

  private boolean meets(FilePath other, List<FilePath> known) {
    return endOf(other) && known.stream().distinct().filter(this::endOf).count() == 1;
  }

  @Override
  public String toString() {
    return String.join("/", names);
  }
}
