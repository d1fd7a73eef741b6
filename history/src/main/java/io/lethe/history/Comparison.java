package io.lethe.history;

import io.lethe.history.Item.Sort;
import io.lethe.policy.Choice;
import io.lethe.policy.Range;
import io.lethe.trace.PartRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares a session with what a client sent, and tells what is another conversation from what is
 * the same one with something left out or put in. For one use.
 */
final class Comparison {
  /** Who leaves out what a client did not send again. */
  static final String HISTORY = "history";

  /** Characters of answers that have to be the same before messages may have been left out. */
  private static final int SURE = 200;

  private final Known known;
  private final List<Item.Read> read;
  private final List<Item.Sent> sent;
  private final int[] match; // of each item read, the index of the item sent, or -1
  private final Set<Integer> moved = new HashSet<>(); // indices of items read
  private final Set<Integer> placed =
      new HashSet<>(); // indices of items sent that were read before
  private final List<Choice> cuts = new ArrayList<>();
  private final List<String> again = new ArrayList<>();
  private int kept; // the last turn that is kept
  private Optional<String> difference = Optional.empty();
  private boolean systemDiffers;

  Comparison(Known known, List<Item.Sent> sent) {
    this.known = known;
    this.read = known.items();
    this.sent = sent;
    this.match = Alignment.of(read, sent);
  }

  /** What sets both apart right at the beginning: nothing, unless the system's text does. */
  boolean systemDiffers() {
    return systemDiffers;
  }

  /** What sets both apart, for a person. */
  String difference() {
    return difference.orElse("nothing of it was sent");
  }

  /** What of the session was said as well in what was sent, in characters. */
  int common() {
    int characters = 0;
    for (int i = 0; i < match.length; i++) {
      if (match[i] >= 0 && read.get(i).isSpoken()) {
        characters += read.get(i).key().length();
      }
    }
    return characters;
  }

  /** How the session fits, if any turn of it does. */
  Optional<Fit> fit(List<Message> messages) {
    shorten();
    kept = lastKept();
    if (kept < known.turn() - 1) {
      difference =
          Optional.of("the client goes on from turn %d of %d".formatted(kept + 1, known.turn()));
    }
    findMoved();
    hunks();
    if (kept < 0) {
      return Optional.empty();
    }
    // Where the client goes on from an earlier turn, nothing of later ones is left to be cut.
    cuts.removeIf(cut -> known.view().parts().get(cut.partId()).turn() > kept);
    List<Fit.Place> places = new ArrayList<>();
    int tail = 0;
    for (int i = 0; i < read.size(); i++) {
      if (match[i] >= 0 && read.get(i).turn() <= kept) {
        Item.Sent item = sent.get(match[i]);
        places.add(new Fit.Place(read.get(i), item));
        tail = Math.max(tail, item.message() + 1);
      }
    }
    while (tail < messages.size() && saysNothing(messages.get(tail))) {
      tail++;
    }
    int first = tail;
    int unread =
        sent.stream()
                .filter(item -> item.message() >= first)
                .mapToInt(item -> item.key().length())
                .sum()
            + again.stream().mapToInt(String::length).sum();
    return Optional.of(new Fit(known, kept + 1, cuts, again, tail, places, unread, difference));
  }

  private static boolean saysNothing(Message message) {
    return message.role() == PartRole.ASSISTANT
        && message.blocks().stream()
            .allMatch(block -> block instanceof Block.Text(String text, _) && text.isBlank());
  }

  /** An answer that was cancelled: the client may have seen its beginning only. */
  private void shorten() {
    for (int i = read.size() - 1; i >= 0; i--) {
      Item.Read item = read.get(i);
      if (item.turn() < known.turn() - 1 || match[i] >= 0) {
        return;
      }
      if (item.role() != PartRole.ASSISTANT || item.sort() != Sort.TEXT) {
        continue;
      }
      int after = lastMatchBefore(i) + 1;
      for (int j = after; j < sent.size(); j++) {
        Item.Sent begun = sent.get(j);
        if (begun.role() == PartRole.ASSISTANT
            && begun.sort() == Sort.TEXT
            && item.key().startsWith(begun.key())) {
          match[i] = j;
          int from = item.range().start() + begun.key().codePointCount(0, begun.key().length());
          if (from < item.range().end()) {
            cuts.add(
                new Choice(
                    item.part(),
                    List.of(new Range(from, item.range().end())),
                    "the client did not wait for the end of the answer",
                    HISTORY));
          }
          return;
        }
        if (begun.role() == PartRole.ASSISTANT) {
          return;
        }
      }
    }
  }

  private int lastMatchBefore(int index) {
    int last = -1;
    for (int i = 0; i < index; i++) {
      last = Math.max(last, match[i]);
    }
    return last;
  }

  /** The last turn whose answer was sent again; one that said nothing needs no sending. */
  private int lastKept() {
    Set<Integer> speaking = new HashSet<>();
    Set<Integer> answered = new HashSet<>();
    Map<Integer, Boolean> asked = new HashMap<>();
    for (int i = 0; i < read.size(); i++) {
      Item.Read item = read.get(i);
      if (item.role() == PartRole.ASSISTANT) {
        speaking.add(item.turn());
        if (match[i] >= 0) {
          answered.add(item.turn());
        }
      } else if (item.isSpoken()) {
        asked.merge(item.turn(), match[i] >= 0, Boolean::logicalAnd);
      }
    }
    int last = -1;
    for (int turn = 0; turn < known.turn(); turn++) {
      boolean silent = !speaking.contains(turn) && asked.getOrDefault(turn, false);
      if (answered.contains(turn) || (silent && last == turn - 1)) {
        last = turn;
      }
    }
    return last;
  }

  /** What was read later than it stands in the request: it needs neither reading nor forgetting. */
  private void findMoved() {
    Set<Integer> matched = new HashSet<>();
    Arrays.stream(match).filter(m -> m >= 0).forEach(matched::add);
    Map<String, List<Integer>> free = new HashMap<>();
    for (int i = 0; i < read.size(); i++) {
      if (match[i] < 0 && !read.get(i).isSpoken() && read.get(i).turn() <= kept) {
        free.computeIfAbsent(read.get(i).key(), _ -> new ArrayList<>()).add(i);
      }
    }
    for (int j = 0; j < sent.size(); j++) {
      List<Integer> same = free.getOrDefault(sent.get(j).key(), List.of());
      if (!matched.contains(j) && !sent.get(j).isSpoken() && !same.isEmpty()) {
        moved.add(same.removeFirst());
        placed.add(j);
      }
    }
  }

  /**
   * Goes through what differs between items that are the same, until another conversation begins.
   */
  private void hunks() {
    int i = 0;
    int j = 0;
    while (i < read.size() && read.get(i).turn() <= kept) {
      int nextRead = i;
      while (nextRead < read.size() && read.get(nextRead).turn() <= kept && match[nextRead] < 0) {
        nextRead++;
      }
      boolean closed = nextRead < read.size() && read.get(nextRead).turn() <= kept;
      int nextSent = closed ? match[nextRead] : endOfMessage(j);
      if (!hunk(i, nextRead, j, nextSent)) {
        int turn = nextRead > i ? read.get(i).turn() : closed ? read.get(nextRead).turn() : kept;
        kept = Math.min(kept, turn - 1);
        return;
      }
      i = nextRead + 1;
      j = nextSent + 1;
    }
  }

  /** Behind the last item that is the same only what stands in its message belongs to the past. */
  private int endOfMessage(int from) {
    int end = from;
    while (from > 0
        && end < sent.size()
        && sent.get(end).message() == sent.get(from - 1).message()) {
      end++;
    }
    return end;
  }

  /**
   * Judges what was left out and what was put in at one place; returns whether it is the same
   * conversation.
   */
  private boolean hunk(int readFrom, int readTo, int sentFrom, int sentTo) {
    List<Item.Read> out = new ArrayList<>();
    for (int i = readFrom; i < readTo; i++) {
      if (!moved.contains(i) && !known.isGone(read.get(i))) {
        out.add(read.get(i));
      }
    }
    List<Item.Sent> in = new ArrayList<>();
    for (int j = sentFrom; j < sentTo; j++) {
      if (!placed.contains(j)) {
        in.add(sent.get(j));
      }
    }
    if (out.isEmpty() && in.isEmpty()) {
      return true;
    }
    Hunk hunk =
        new Hunk(known, read.subList(readFrom, readTo), out, sent.subList(sentFrom, sentTo), in);
    return switch (hunk.judge(likeness(out))) {
      case Hunk.Verdict.Same(List<Choice> left, List<String> put) -> {
        cuts.addAll(left);
        again.addAll(put);
        yield true;
      }
      case Hunk.Verdict.Other(String why, Hunk.Where where) -> {
        difference = Optional.of(why);
        systemDiffers = where == Hunk.Where.SYSTEM;
        yield false;
      }
    };
  }

  /** Whether enough is the same that these may have been left out of the same conversation. */
  private Hunk.Likeness likeness(List<Item.Read> out) {
    int answers = 0;
    int characters = 0;
    for (int i = 0; i < match.length; i++) {
      Item.Read item = read.get(i);
      if (match[i] >= 0 && item.isSpoken() && item.role() == PartRole.ASSISTANT) {
        answers++;
        characters += item.key().length();
      }
    }
    return answers >= 3 || characters >= SURE || (answers >= 1 && out.size() <= 1)
        ? Hunk.Likeness.SURE
        : Hunk.Likeness.DOUBTFUL;
  }
}
