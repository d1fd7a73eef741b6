package io.lethe.history;

import java.util.ArrayList;
import java.util.List;

/** Puts the blocks together again that a listener was told of. */
final class Heard implements ReplyListener {
  private final List<Block> blocks = new ArrayList<>();
  private final List<String> pieces = new ArrayList<>();
  private final StringBuilder content = new StringBuilder();
  private boolean open;

  List<Block> blocks() {
    if (open) {
      throw new AssertionError("a block was not ended");
    }
    return blocks;
  }

  /** Each piece as it came; a block begins with its name or kind. */
  List<String> pieces() {
    return pieces;
  }

  @Override
  public void begins(int choice, Block block) {
    if (open) {
      throw new AssertionError("a block began inside another");
    }
    open = true;
    content.setLength(0);
    blocks.add(block);
    pieces.add(
        switch (block) {
          case Block.ToolUse call -> "[" + call.name() + "]";
          case Block.Text _ -> "[text]";
          case Block.Thought _ -> "[thought]";
          case Block.ToolResult _ -> throw new AssertionError("a result in an answer");
        });
  }

  @Override
  public void more(int choice, String piece) {
    if (!open || piece.isEmpty()) {
      throw new AssertionError("found \"" + piece + "\" outside of a block");
    }
    content.append(piece);
    pieces.add(piece);
  }

  @Override
  public void ends(int choice) {
    open = false;
    String all = content.toString();
    blocks.add(
        switch (blocks.removeLast()) {
          case Block.Text _ -> new Block.Text(all);
          case Block.Thought _ -> new Block.Thought(all);
          case Block.ToolUse call -> new Block.ToolUse(call.id(), call.name(), all);
          case Block.ToolResult result -> result;
        });
  }
}
