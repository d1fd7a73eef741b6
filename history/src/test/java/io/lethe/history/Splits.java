package io.lethe.history;

import io.lethe.history.BlockSplitter.Beginning;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** Splits texts as tests like it: every tool may be called, ids are {@code 0}, {@code 1} ... */
final class Splits {
  static final Predicate<String> ANY = name -> true;

  private Splits() {}

  static List<Block> of(CallSyntax syntax, String text) {
    return of(syntax, Beginning.OUTSIDE, ANY, text);
  }

  static List<Block> of(
      CallSyntax syntax, Beginning beginning, Predicate<String> callable, String text) {
    return blocks(BlockSplitter.split(text, syntax, beginning, callable, Integer::toString));
  }

  static List<Block> blocks(List<Written> written) {
    return written.stream().map(Written::block).toList();
  }

  /** The same in pieces, the listener told; what it heard must be the blocks that are given. */
  static List<Written> inPieces(
      CallSyntax syntax, Beginning beginning, String text, Random random, Heard heard) {
    BlockSplitter splitter = new BlockSplitter(syntax, beginning, ANY, Integer::toString, heard, 0);
    int at = 0;
    while (at < text.length()) {
      int end = Math.min(text.length(), at + 1 + random.nextInt(random.nextBoolean() ? 2 : 12));
      splitter.add(text.substring(at, end));
      at = end;
    }
    return splitter.end();
  }

  static Block text(String text) {
    return new Block.Text(text);
  }

  static Block thought(String text) {
    return new Block.Thought(text);
  }

  static Block call(int id, String name, String arguments) {
    return new Block.ToolUse(Integer.toString(id), name, arguments);
  }
}
