package io.lethe.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Objects;
import java.util.OptionalInt;

/** Takes out markers and literals and leaves the text between them to a {@link Segmenter}. */
final class VocabularyTokenizer implements Tokenizer {
  private final Vocabulary vocabulary;
  private final LiteralTrie literals;
  private final Segmenter segmenter;

  VocabularyTokenizer(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.literals = new LiteralTrie(vocabulary);
    this.segmenter =
        switch (vocabulary.model()) {
          case BYTE_PAIRS -> new BytePairs(vocabulary);
          case SENTENCE_PIECES -> new SentencePieces(vocabulary);
        };
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public int[] encode(String text) {
    return encodeTemplate(Prompt.quoted(text));
  }

  @Override
  public int[] encodeTemplate(String text) {
    return encodeTemplate(Prompt.trusted(text));
  }

  @Override
  public int[] encodeTemplate(Prompt prompt) {
    String text = CodePoints.wellFormed(prompt.text());
    TrustedStretches trusted = new TrustedStretches(prompt);
    IdList out = new IdList();
    Segmenter.Place place = Segmenter.Place.OPENING;
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      LiteralTrie.Literal literal = literals.longestAt(text, at, trusted.endAround(at));
      if (literal == null) {
        at++;
        continue;
      }
      if (from < at) {
        segmenter.segment(text, from, at, place, out);
      }
      out.add(literal.id());
      place = literal.role() == Role.MARKER ? Segmenter.Place.OPENING : Segmenter.Place.WITHIN;
      at += literal.length();
      from = at;
    }
    if (from < at) {
      segmenter.segment(text, from, at, place, out);
    }
    return out.toArray();
  }

  @Override
  public int[] withBos(int[] ids) {
    if (!vocabulary.additions().contains(Addition.BOS)) {
      return ids.clone();
    }
    int bos = vocabulary.bos().orElseThrow();
    if (ids.length > 0 && ids[0] == bos) {
      return ids.clone();
    }
    int[] with = new int[ids.length + 1];
    with[0] = bos;
    System.arraycopy(ids, 0, with, 1, ids.length);
    return with;
  }

  @Override
  public byte[] bytes(int id) {
    Objects.checkIndex(id, size());
    return switch (vocabulary.type(id)) {
      case NORMAL, BYTE -> segmenter.bytes(id);
      case USER_DEFINED ->
          vocabulary.role(id) == Role.PIECE
              ? segmenter.bytes(id)
              : vocabulary.text(id).getBytes(StandardCharsets.UTF_8);
      case CONTROL, UNKNOWN, UNUSED -> new byte[0];
    };
  }

  @Override
  public String decode(int[] ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(ids.length * 4);
    for (int id : ids) {
      bytes.writeBytes(bytes(id));
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    boolean prefixed = vocabulary.additions().contains(Addition.SPACE_PREFIX);
    return prefixed && text.startsWith(" ") ? text.substring(1) : text;
  }

  @Override
  public String piece(int id) {
    byte[] bytes = bytes(id);
    return bytes.length == 0 ? vocabulary.text(id) : new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public OptionalInt id(String token) {
    return vocabulary.id(token);
  }

  @Override
  public OptionalInt bos() {
    return vocabulary.bos();
  }

  @Override
  public OptionalInt eos() {
    return vocabulary.eos();
  }

  @Override
  public boolean isEndOfGeneration(int id) {
    Objects.checkIndex(id, size());
    OptionalInt self = OptionalInt.of(id);
    return self.equals(vocabulary.eos())
        || self.equals(vocabulary.endOfTurn())
        || (vocabulary.role(id) == Role.MARKER && Role.isEnd(vocabulary.text(id)));
  }

  @Override
  public int size() {
    return vocabulary.size();
  }

  /** Walks along the stretches between a prompt's quotes. */
  private static final class TrustedStretches {
    private final Iterator<Quote> quotes;
    private final Quote last;
    private Quote quote;

    TrustedStretches(Prompt prompt) {
      int length = prompt.text().length();
      last = new Quote(length, length);
      quotes = prompt.quotes().iterator();
      quote = quotes.hasNext() ? quotes.next() : last;
    }

    /**
     * The end of the trusted stretch around {@code at}; {@code at} itself inside a quote. Goes
     * forwards only: {@code at} is inside the text and never falls from one call to the next.
     */
    int endAround(int at) {
      while (quote.end() <= at) {
        quote = quotes.hasNext() ? quotes.next() : last;
      }
      return Math.max(at, quote.start());
    }
  }
}
