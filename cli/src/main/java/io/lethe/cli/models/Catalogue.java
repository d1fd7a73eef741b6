package io.lethe.cli.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The models that can be fetched by name. Immutable. */
public final class Catalogue {
  private final List<CatalogueEntry> entries;

  public Catalogue(List<CatalogueEntry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** Reads the catalogue that Lethe ships. */
  public static Catalogue shipped() {
    try (InputStream in = Catalogue.class.getResourceAsStream("catalogue.json")) {
      if (in == null) {
        throw new IllegalStateException("catalogue.json is missing from the build");
      }
      CatalogueEntry.Row[] rows = ModelJson.mapper().readValue(in, CatalogueEntry.Row[].class);
      return new Catalogue(Stream.of(rows).map(CatalogueEntry.Row::entry).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every entry, in the order to show them. */
  public List<CatalogueEntry> entries() {
    return entries;
  }

  /** Finds an entry by its name or one of its aliases, whatever the case. */
  public Optional<CatalogueEntry> find(String word) {
    return entries.stream().filter(entry -> entry.answersTo(word)).findFirst();
  }

  /** Finds an entry or refuses, naming what comes nearest. */
  public CatalogueEntry get(String word) {
    return find(word).orElseThrow(() -> new ModelStoreException.UnknownModel(word, nearest(word)));
  }

  /** The names most like {@code word}, nearest first; at most three, none that is far. */
  public List<String> nearest(String word) {
    record Near(String name, int distance) {}
    return entries.stream()
        .flatMap(entry -> Stream.concat(Stream.of(entry.name()), entry.aliases().stream()))
        .map(name -> new Near(name, EditDistance.between(word, name)))
        .filter(near -> near.distance() <= Math.max(2, word.length() / 3))
        .sorted(Comparator.comparingInt(Near::distance))
        .limit(3)
        .map(Near::name)
        .toList();
  }
}
