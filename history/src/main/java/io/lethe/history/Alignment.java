package io.lethe.history;

import java.util.Arrays;
import java.util.List;

/**
 * Which items of two conversations are the same: the longest common subsequence, what they begin
 * and end with found at once.
 */
final class Alignment {
  /** Cells of the table from which on only beginnings and ends are compared: 16 MB. */
  private static final long MOST_CELLS = 4 << 20;

  private Alignment() {}

  /** For each of the items read, the index of the item sent that it is, or -1. */
  static int[] of(List<Item.Read> read, List<Item.Sent> sent) {
    int[] match = new int[read.size()];
    Arrays.fill(match, -1);
    int most = Math.min(read.size(), sent.size());
    int head = 0;
    while (head < most && read.get(head).says(sent.get(head))) {
      match[head] = head;
      head++;
    }
    int tail = 0;
    while (tail < most - head
        && read.get(read.size() - 1 - tail).says(sent.get(sent.size() - 1 - tail))) {
      tail++;
      match[read.size() - tail] = sent.size() - tail;
    }
    middle(read, head, read.size() - tail, sent, head, sent.size() - tail, match);
    return match;
  }

  private static void middle(
      List<Item.Read> read,
      int readFrom,
      int readTo,
      List<Item.Sent> sent,
      int sentFrom,
      int sentTo,
      int[] match) {
    int rows = readTo - readFrom;
    int columns = sentTo - sentFrom;
    if (rows == 0 || columns == 0 || (long) rows * columns > MOST_CELLS) {
      return;
    }
    int[][] longest = new int[rows + 1][columns + 1];
    for (int i = rows - 1; i >= 0; i--) {
      for (int j = columns - 1; j >= 0; j--) {
        longest[i][j] =
            read.get(readFrom + i).says(sent.get(sentFrom + j))
                ? longest[i + 1][j + 1] + 1
                : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < rows && j < columns) {
      if (read.get(readFrom + i).says(sent.get(sentFrom + j))) {
        match[readFrom + i++] = sentFrom + j++;
      } else if (longest[i + 1][j] >= longest[i][j + 1]) {
        i++;
      } else {
        j++;
      }
    }
  }
}
