package io.lethe.cli;

import io.lethe.cli.ChatRoom.Next;
import io.lethe.policy.Hit;
import io.lethe.policy.PartKinds;
import io.lethe.session.Deletion;
import io.lethe.session.Piece;
import io.lethe.session.Session;
import io.lethe.session.SessionPart;
import io.lethe.trace.PartKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What can be asked for in a chat with a line that begins with a slash. */
final class ChatVerbs {
  private static final int MOST_HITS = 8;
  private static final String BY = "user";

  /** Does what was asked for with the words after the command. */
  @FunctionalInterface
  private interface Action {
    void run(String words) throws IOException;
  }

  /**
   * @param usage what follows the command
   * @param meaning for the help
   */
  private record Verb(String usage, String meaning, Action action) {}

  /** What was typed makes no sense; the message says what would. */
  private static final class Unclear extends RuntimeException {
    Unclear(String message) {
      super(message);
    }
  }

  private final ChatRoom room;
  private final PrintWriter out;
  private final Ink ink;
  private final Map<String, Verb> verbs = new LinkedHashMap<>();
  private int temporaries = 1;

  ChatVerbs(ChatRoom room, PrintWriter out, Ink ink) {
    this.room = room;
    this.out = out;
    this.ink = ink;
    verb("/parts", "", "the parts of the conversation, and which the model sees", this::parts);
    verb("/forget", "4 5", "delete parts in place; nothing else moves", this::forget);
    verb("/redact", "4", "make it as if a part had never been read", this::redact);
    verb("/repair", "4 25%", "forget a part, compute a share of what follows again", this::repair);
    verb(
        "/pin",
        "1",
        "protect a part from policies and deletions",
        words -> pin(words, SessionPart.Pin.PINNED));
    verb("/unpin", "1", "let it go again", words -> pin(words, SessionPart.Pin.FREE));
    verb("/why", "", "what was forgotten, when, by whom and why", this::why);
    verb("/map", "", "the KV cache: what is live, forgotten, shared, on disk", this::map);
    verb("/stats", "", "columns, bytes, speeds, what reading again would cost", this::stats);
    verb("/recall", "WORDS | #4", "search all that was ever said; bring part 4 back", this::recall);
    verb("/read", "FILE", "send a file along with the next message; no FILE: not", this::read);
    verb("/close", "", "close the holes that deletions left between positions", this::close);
    verb("/fork", "NAME", "copy the session; both share what they have in common", this::fork);
    verb("/reset", "", "leave a temporary session for a new one", this::reset);
    verb("/help", "", "this list", this::help);
    verb("/quit", "", "leave (also /exit, Ctrl-D)", words -> {});
  }

  private void verb(String name, String usage, String meaning, Action action) {
    verbs.put(name, new Verb(usage, meaning, action));
  }

  /** Does what a line asks for. */
  Next obey(String line) throws IOException {
    String[] words = line.split("\\s+", 2);
    if (words[0].equals("/quit") || words[0].equals("/exit")) {
      return Next.LEAVE;
    }
    Verb verb = verbs.get(words[0]);
    if (verb == null) {
      out.println("No command " + Words.start(words[0], 40) + "; /help lists them.");
      return Next.GO_ON;
    }
    try {
      verb.action().run(words.length > 1 ? words[1].strip() : "");
    } catch (Unclear unclear) {
      out.printf(
          "lethe: %s; write for example %s %s%n", unclear.getMessage(), words[0], verb.usage());
    }
    return Next.GO_ON;
  }

  private Session session() {
    return room.session();
  }

  private void help(String words) {
    verbs.forEach((name, verb) ->
        out.printf("%-20s %s%n", (name + " " + verb.usage()).strip(), verb.meaning()));
    out.println("A line that ends with \\ goes on in the next one.");
  }

  private void parts(String words) {
    out.println(PartTable.of(session()));
  }

  private void forget(String words) {
    done(() -> session().forget(numbers(words), "", BY));
  }

  private void redact(String words) {
    done(() -> session().redact(numbers(words), "", BY));
  }

  private void repair(String words) {
    List<String> given = split(words);
    if (given.size() < 2) {
      throw new Unclear("found no share, wanted parts and then their share, such as 0.25");
    }
    double share = share(given.getLast());
    List<Integer> parts = numbers(String.join(" ", given.subList(0, given.size() - 1)));
    done(() -> session().repair(parts, share, "", BY));
  }

  private void done(Supplier<Deletion> deleting) {
    int before = session().columns();
    long start = System.nanoTime();
    Deletion deletion = deleting.get();
    double milliseconds = (System.nanoTime() - start) / 1e6;
    out.printf(
        Locale.ROOT,
        "%s. %d columns before, %d now, in %.1f ms.%n",
        capital(ChatRoom.told(deletion)),
        before,
        session().columns(),
        milliseconds);
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private void pin(String words, SessionPart.Pin pin) {
    List<Integer> parts = numbers(words);
    parts.forEach(session()::part); // all or none
    parts.forEach(id -> session().pin(id, pin));
    String list = String.join(", ", parts.stream().map(String::valueOf).toList());
    out.println(
        switch (pin) {
          case PINNED -> "Pinned " + list + ": neither a policy nor /forget takes it.";
          case FREE -> "Let go " + list + ".";
        });
  }

  private void why(String words) {
    List<Deletion> deletions = session().deletions();
    if (deletions.isEmpty()) {
      out.println("Nothing was forgotten. Policies: " + session().options().policies() + ".");
    }
    deletions.forEach(deletion -> out.println(capital(ChatRoom.told(deletion))));
  }

  private void map(String words) {
    new MapPicture(session().map(), ink).lines().forEach(out::println);
  }

  private void stats(String words) {
    room.last().ifPresent(answer -> out.println("last answer: " + Speed.line(answer.generation())));
    Session session = session();
    long blocks = session.map().blocks().size();
    long bytes = blocks * session.engine().pool().blockBytes();
    out.printf(
        Locale.ROOT,
        "columns: %d live of %d tokens ever; %d blocks, %.1f MB; room for %d%n",
        session.columns(),
        session.length(),
        blocks,
        bytes / 1e6,
        session.engine().capacity());
    if (session.prefillSeconds().isPresent()) {
      out.printf(
          Locale.ROOT,
          "reading the live columns again would take about %.2f s%n",
          session.prefillSeconds().getAsDouble());
    }
  }

  private void recall(String words) {
    if (words.startsWith("#")) {
      List<Integer> parts = numbers(words.substring(1));
      parts.forEach(session()::part);
      parts.forEach(session()::recall);
      out.println("It comes back as a new part with the next message.");
      return;
    }
    if (words.isBlank()) {
      throw new Unclear("found nothing to look for, wanted words or # and a part");
    }
    List<Hit> hits = session().search(words, MOST_HITS);
    if (hits.isEmpty()) {
      out.println("Nothing that was said here has these words.");
      return;
    }
    for (Hit hit : hits) {
      out.printf(
          "#%-3d %-9s  %s%n",
          hit.partId(),
          PartTable.word(hit.state()),
          switch (ink) {
            case COLOURED -> hit.snippet().marked("\033[1m", "\033[22m");
            case PLAIN -> hit.snippet().marked("", "");
          });
    }
    out.println("/recall #" + hits.getFirst().partId() + " brings it back.");
  }

  private void read(String words) throws IOException {
    if (words.isEmpty()) {
      int count = room.detach();
      out.println(count == 0 ? "Nothing was attached." : "Nothing is attached any more.");
      return;
    }
    Path file;
    try {
      file = Path.of(words);
    } catch (InvalidPathException e) {
      throw new Unclear("found no path in \"" + Words.start(words, 40) + "\"");
    }
    String text = Files.readString(file);
    if (text.isBlank()) {
      throw new Unclear("found nothing in " + file + ", wanted some text");
    }
    PartKind kind = PartKinds.log(text) ? PartKind.LOG : PartKind.FILE_READ;
    int tokens = session().engine().tokenizer().encode(text).length;
    room.attach(Piece.attached(kind, words, text.stripTrailing() + "\n\n"));
    out.printf(
        "%s (%s, about %s) goes with the next message.%n",
        words, PartTable.word(kind), Words.count(tokens, "token"));
  }

  private void close(String words) {
    long before = session().tokens().nextPosition();
    long start = System.nanoTime();
    long after = session().closeHoles();
    double milliseconds = (System.nanoTime() - start) / 1e6;
    if (before == after) {
      out.println("There is no hole.");
    } else {
      out.printf(
          Locale.ROOT,
          "Holes closed: the next position was %d and is %d, in %.1f ms.%n",
          before,
          after,
          milliseconds);
    }
  }

  private void fork(String words) {
    if (words.isEmpty()) {
      throw new Unclear("found no name, wanted one for the copy");
    }
    switch (room.stay()) {
      case TEMPORARY ->
          out.println(
              "This session is temporary, and a copy would go with it. Begin one that stays with"
                  + " lethe chat --session NAME.");
      case KEPT -> {
        room.fork(words);
        out.printf(
            "%s is a copy that shares %s; this is still %s. Go on with the copy after leaving:"
                + " lethe chat --session %s%n",
            words, Words.count(session().columns(), "column"), session().name(), words);
      }
    }
  }

  private void reset(String words) {
    switch (room.stay()) {
      case TEMPORARY -> {
        room.startAnew("chat-" + ++temporaries);
        out.println("A new conversation.");
      }
      case KEPT ->
          out.printf(
              "Session %s stays as it is. Begin another one: lethe chat --session NAME; or delete"
                  + " this one after leaving: lethe sessions rm %s%n",
              session().name(), session().name());
    }
  }

  private static List<String> split(String words) {
    return Arrays.stream(words.split("[\\s,]+", -1)).filter(word -> !word.isEmpty()).toList();
  }

  private static List<Integer> numbers(String words) {
    List<Integer> numbers = new ArrayList<>();
    for (String word : split(words)) {
      numbers.add(
          Optional.of(word)
              .filter(each -> each.matches("#?[0-9]{1,9}"))
              .map(each -> Integer.parseInt(each.startsWith("#") ? each.substring(1) : each))
              .orElseThrow(() ->
                  new Unclear(
                      "found \"" + Words.start(word, 20) + "\", wanted numbers of /parts")));
    }
    if (numbers.isEmpty()) {
      throw new Unclear("found no number, wanted one or more of /parts");
    }
    return numbers;
  }

  private static double share(String word) {
    if (word.matches("[0-9]{1,3}(\\.[0-9]+)?%|[01](\\.[0-9]+)?")) {
      double share =
          word.endsWith("%")
              ? Double.parseDouble(word.substring(0, word.length() - 1)) / 100
              : Double.parseDouble(word);
      if (share <= 1) {
        return share;
      }
    }
    throw new Unclear("found a share of \"" + Words.start(word, 20) + "\", wanted 0 to 100%");
  }
}
