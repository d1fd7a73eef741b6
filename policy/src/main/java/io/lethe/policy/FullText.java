package io.lethe.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * Owns a full text index in memory, ranked by BM25. The order of results depends only on what was
 * added and in which order. Safe for several threads.
 */
final class FullText implements AutoCloseable {
  /** A document found. */
  record Match(int id, float score) {}

  // Lucene greets whoever starts it on the standard error stream. The reference is held, since a
  // logger that nobody holds forgets its level.
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");
  private static final float PREFIX_WEIGHT = 0.5f;

  private final Words words = new Words();
  private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
  private final IndexWriter writer;

  FullText() {
    LUCENE.setLevel(Level.SEVERE);
    try {
      writer =
          new IndexWriter(
              directory,
              new IndexWriterConfig(words)
                  .setMergeScheduler(new SerialMergeScheduler())
                  .setMergePolicy(new LogDocMergePolicy()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a document, in place of one with the same id and group. */
  void add(int id, String group, String text) {
    Document document = new Document();
    document.add(new StringField("key", Integer.toString(id), Field.Store.NO));
    document.add(new StringField("group", group, Field.Store.NO));
    document.add(new StoredField("id", id));
    document.add(new TextField("text", text, Field.Store.NO));
    try {
      writer.updateDocument(new Term("key", Integer.toString(id)), document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The best documents of a group that have any of the terms; the prefix may be empty. */
  List<Match> search(Collection<String> terms, String prefix, String group, int limit) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    terms.forEach(term -> any.add(new TermQuery(new Term("text", term)), Occur.SHOULD));
    if (!prefix.isEmpty()) {
      any.add(
          new BoostQuery(new PrefixQuery(new Term("text", prefix)), PREFIX_WEIGHT), Occur.SHOULD);
    }
    BooleanQuery query =
        new BooleanQuery.Builder()
            .add(any.build(), Occur.MUST)
            .add(new TermQuery(new Term("group", group)), Occur.FILTER)
            .build();
    try (DirectoryReader reader = DirectoryReader.open(writer)) {
      List<Match> matches = new ArrayList<>();
      IndexSearcher searcher = new IndexSearcher(reader);
      StoredFields stored = searcher.storedFields();
      for (ScoreDoc found : searcher.search(query, limit).scoreDocs) {
        Number id = stored.document(found.doc).getField("id").numericValue();
        matches.add(new Match(id.intValue(), found.score));
      }
      return matches;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of the terms that occur, in no more than so many documents. */
  List<String> rare(Collection<String> terms, int most) {
    try (DirectoryReader reader = DirectoryReader.open(writer)) {
      List<String> rare = new ArrayList<>();
      for (String term : terms) {
        int found = reader.docFreq(new Term("text", term));
        if (found > 0 && found <= most) {
          rare.add(term);
        }
      }
      return rare;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What text is cut into, on both sides of a search. */
  Words words() {
    return words;
  }

  @Override
  public void close() {
    try {
      writer.close();
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    words.close();
  }
}
