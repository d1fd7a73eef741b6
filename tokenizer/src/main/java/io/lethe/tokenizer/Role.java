package io.lethe.tokenizer;

import java.util.Set;
import java.util.regex.Pattern;

/** How a token can come out of text. */
enum Role {
  /** Is built by merges. */
  PIECE,
  /** Is taken whole wherever its text stands, before any merge: runs of newlines, HTML tags. */
  LITERAL,
  /** Is recognised where the text is trusted; in other text its characters are ordinary pieces. */
  MARKER,
  /** Stands for one byte of a character that has no piece. */
  BYTE,
  /** Never comes out of text. */
  NONE;

  /** A model has finished its turn when it writes one of these, whatever type a file gives them. */
  private static final Set<String> ENDS =
      Set.of(
          "<|im_end|>",
          "<|eot_id|>",
          "<|eom_id|>",
          "<|end|>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "<end_of_turn>",
          "<end_of_utterance>",
          "<EOT>",
          "[EOT]",
          "[EOS]",
          "<eos>",
          "<｜end▁of▁sentence｜>",
          "<|fim_pad|>",
          "<|repo_name|>",
          "<|file_sep|>");

  private static final Pattern BRACKETED = Pattern.compile("<\\S*>|\\[\\S*]");

  /** HTML that Gemma's vocabulary holds; it is content, and forges nothing. */
  private static final Pattern HTML =
      Pattern.compile(
          "</?(table|caption|thead|tbody|tfoot|tr|th|td|h[1-6]|blockquote|strong|em|b|i|u|s|sub|sup"
              + "|code|p|br|hr|ul|ol|li|a|div|span|header|footer|body|html|img|pre)>");

  /** Whether the text is that of a token which ends a generation in some family of models. */
  static boolean isEnd(String text) {
    return ENDS.contains(text);
  }

  /** Whether the text is one or more spaces, in either of the two ways a file may write them. */
  static boolean isSpaces(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c == ' ' || c == SentencePieces.SPACE);
  }

  /**
   * The role of a token. A token added by the model's makers is a marker if it is bracketed like
   * one ({@code <tool_call>}, {@code <think>}, {@code [INST]}) and is not HTML: an unknown bracket
   * is safer taken for structure than for content. Byte-level pieces never hold a plain space, so a
   * run of spaces is a literal there, and in SentencePiece a piece that is merged before all others
   * (the order of Gemma's own merges; taking the longest run first gives other ids).
   */
  static Role of(String text, TokenType type, Vocabulary.Model model) {
    if (text.isEmpty()) {
      return NONE;
    }
    return switch (type) {
      case NORMAL -> isEnd(text) ? MARKER : PIECE;
      case CONTROL, UNKNOWN -> MARKER;
      case USER_DEFINED -> {
        if (model == Vocabulary.Model.SENTENCE_PIECES && isSpaces(text)) {
          yield PIECE;
        }
        boolean bracketed = isEnd(text) || BRACKETED.matcher(text).matches();
        yield bracketed && !HTML.matcher(text).matches() ? MARKER : LITERAL;
      }
      case UNUSED -> NONE;
      case BYTE -> BYTE;
    };
  }
}
