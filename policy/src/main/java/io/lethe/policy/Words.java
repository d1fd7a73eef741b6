package io.lethe.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.KeywordRepeatFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterIterator;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/**
 * Cuts prose and code into words: {@code parseHttpHeader}, {@code parse_http_header} and "parsing
 * HTTP headers" meet. Accents and case do not count. Each word is kept as it stands and as its
 * English stem.
 */
final class Words extends Analyzer {
  /** A word and the {@code char}s {@code [start, end)} that it comes from. */
  record Word(String term, int start, int end) {}

  private static final int PARTS =
      WordDelimiterGraphFilter.GENERATE_WORD_PARTS
          | WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS
          | WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE
          | WordDelimiterGraphFilter.SPLIT_ON_NUMERICS
          | WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE
          | WordDelimiterGraphFilter.PRESERVE_ORIGINAL;

  @Override
  protected TokenStreamComponents createComponents(String field) {
    StandardTokenizer source = new StandardTokenizer();
    TokenStream stream =
        new FlattenGraphFilter(
            new WordDelimiterGraphFilter(
                source,
                true,
                WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE,
                PARTS,
                CharArraySet.EMPTY_SET));
    stream = new KeywordRepeatFilter(new ASCIIFoldingFilter(new LowerCaseFilter(stream)));
    return new TokenStreamComponents(
        source, new RemoveDuplicatesTokenFilter(new KStemFilter(stream)));
  }

  /** The words of a text in order. */
  List<Word> of(String text) {
    List<Word> words = new ArrayList<>();
    try (TokenStream stream = tokenStream("text", text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      OffsetAttribute offset = stream.addAttribute(OffsetAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        words.add(new Word(term.toString(), offset.startOffset(), offset.endOffset()));
      }
      stream.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }

  /** The different words of a text, without those that every English text has. */
  Set<String> telling(String text) {
    return of(text).stream()
        .map(Word::term)
        .filter(term -> !EnglishAnalyzer.getDefaultStopSet().contains(term))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
