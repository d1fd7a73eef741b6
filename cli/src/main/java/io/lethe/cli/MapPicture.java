package io.lethe.cli;

import io.lethe.kv.Holding;
import io.lethe.session.KvMap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A KV map for people: a character for every position, or for every few, at most 80 wide; colour
 * and character say the same.
 */
final class MapPicture {
  private static final int WIDTH = 64;
  private static final int MOST_ROWS = 12;

  /** What stands at a position. In the order of the legend. */
  private enum Mark {
    LIVE("█", Ink.Colour.GREEN, "live"),
    SHARED("▓", Ink.Colour.BLUE, "live, shared with a fork or being stored"),
    ON_DISK("▒", Ink.Colour.CYAN, "live, mapped from disk"),
    MIXED("▄", Ink.Colour.YELLOW, "partly forgotten"),
    FORGOTTEN("·", Ink.Colour.GREY, "forgotten");

    private final String sign;
    private final Ink.Colour colour;
    private final String meaning;

    Mark(String sign, Ink.Colour colour, String meaning) {
      this.sign = sign;
      this.colour = colour;
      this.meaning = meaning;
    }
  }

  /** Neighbouring positions of one mark. */
  private record Run(Mark mark, long count) {}

  private final KvMap map;
  private final Ink ink;
  private final List<Run> runs;

  MapPicture(KvMap map, Ink ink) {
    this.map = map;
    this.ink = ink;
    this.runs = runs(map);
  }

  /** Columns whose memory was given back leave a gap between positions. */
  private static List<Run> runs(KvMap map) {
    List<Run> runs = new ArrayList<>();
    long next = -1;
    for (KvMap.Block block : map.blocks()) {
      for (KvMap.Column column : block.columns()) {
        if (next >= 0 && column.position() > next) {
          runs.add(new Run(Mark.FORGOTTEN, column.position() - next));
        }
        next = column.position() + 1;
        runs.add(
            new Run(
                switch (column.state()) {
                  case LIVE -> mark(block.holding());
                  case FORGOTTEN -> Mark.FORGOTTEN;
                },
                1));
      }
    }
    return runs;
  }

  private static Mark mark(Holding holding) {
    return switch (holding) {
      case SOLE -> Mark.LIVE;
      case SHARED -> Mark.SHARED;
      case ADOPTED -> Mark.ON_DISK;
    };
  }

  /** The picture's lines, the legend last. */
  List<String> lines() {
    if (runs.isEmpty()) {
      return List.of("No column yet.");
    }
    long positions = runs.stream().mapToLong(Run::count).sum();
    long scale = Math.max(1, Math.ceilDiv(positions, (long) WIDTH * MOST_ROWS));
    List<String> lines = new ArrayList<>();
    lines.add(heading(positions, scale));
    List<Mark> cells = cells(scale);
    long first = map.blocks().getFirst().columns().getFirst().position();
    for (int row = 0; row < cells.size(); row += WIDTH) {
      String signs =
          cells.subList(row, Math.min(row + WIDTH, cells.size())).stream()
              .map(cell -> ink.write(cell.colour, cell.sign))
              .collect(Collectors.joining());
      lines.add(String.format(Locale.ROOT, "%10d  %s", first + row * scale, signs));
    }
    for (Mark mark : Mark.values()) {
      if (cells.contains(mark)) {
        lines.add(" ".repeat(12) + ink.write(mark.colour, mark.sign) + " " + mark.meaning);
      }
    }
    return lines;
  }

  private String heading(long positions, long scale) {
    Map<Mark, Long> counts = counts(runs);
    long forgotten = counts.getOrDefault(Mark.FORGOTTEN, 0L);
    return String.format(
        Locale.ROOT,
        "%d columns live, %d forgotten, %d blocks of %d; a character is %s",
        positions - forgotten,
        forgotten,
        map.blocks().size(),
        map.slots(),
        scale == 1 ? "one column" : scale + " columns");
  }

  private List<Mark> cells(long scale) {
    List<Mark> cells = new ArrayList<>();
    List<Run> cell = new ArrayList<>();
    long room = scale;
    for (Run run : runs) {
      long left = run.count();
      while (left > 0) {
        long taken = Math.min(left, room);
        cell.add(new Run(run.mark(), taken));
        left -= taken;
        room -= taken;
        if (room == 0) {
          cells.add(summary(cell));
          cell.clear();
          room = scale;
        }
      }
    }
    if (!cell.isEmpty()) {
      cells.add(summary(cell));
    }
    return cells;
  }

  private static Mark summary(List<Run> cell) {
    Map<Mark, Long> counts = counts(cell);
    if (counts.containsKey(Mark.FORGOTTEN) && counts.size() > 1) {
      return Mark.MIXED;
    }
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  private static Map<Mark, Long> counts(List<Run> runs) {
    Map<Mark, Long> counts = new EnumMap<>(Mark.class);
    runs.forEach(run -> counts.merge(run.mark(), run.count(), Long::sum));
    return counts;
  }
}
