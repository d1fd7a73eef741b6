package io.lethe.server.openai;

import io.lethe.history.Block;
import io.lethe.history.Visibility;
import io.lethe.history.Visibility.ClearAt;
import io.lethe.history.Visibility.DecachedRange;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Several texts as the one of a tool's result, a line each. What parts say about who sees them
 * becomes ranges of the whole.
 */
record Joined(String text, Visibility visibility) {
  static Joined of(List<Block> parts) {
    if (parts.size() == 1 && parts.getFirst() instanceof Block.Text only) {
      return new Joined(only.text(), only.visibility());
    }
    StringBuilder text = new StringBuilder();
    List<DecachedRange> ranges = new ArrayList<>();
    int offset = 0;
    for (Block part : parts) {
      if (!(part instanceof Block.Text said)) {
        throw new IllegalStateException("found " + part + " in a tool's result, wanted text");
      }
      if (!text.isEmpty()) {
        text.append('\n');
        offset++;
      }
      int length = said.text().codePointCount(0, said.text().length());
      for (DecachedRange range : said.visibility().ranges()) {
        ranges.add(
            new DecachedRange(
                offset + Math.min(length, range.start()),
                offset + Math.min(length, range.end()),
                range.since()));
      }
      if (said.visibility().since().isPresent()) {
        ranges.add(
            new DecachedRange(offset, offset + length, said.visibility().since().getAsInt()));
      }
      text.append(said.text());
      offset += length;
    }
    return new Joined(
        text.toString(),
        ranges.isEmpty()
            ? Visibility.ALWAYS
            : new Visibility(OptionalInt.empty(), ranges, ClearAt.NEVER));
  }
}
