package io.lethe.cli.models;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A model the catalogue knows.
 *
 * @param name the name to type; also the name of its file
 * @param aliases shorter names
 * @param bytes the exact size, absent where only the hub knows it
 * @param approximateBytes the size to expect where the exact one is absent
 * @param sha256 the checksum, absent where the hub's is taken
 */
public record CatalogueEntry(
    String name,
    List<String> aliases,
    String family,
    String parameters,
    String quantisation,
    String licence,
    OptionalLong bytes,
    long approximateBytes,
    Optional<String> sha256,
    Source source) {

  /** An entry as the catalogue's JSON has it. */
  record Row(
      String name,
      List<String> aliases,
      String family,
      String parameters,
      String quantisation,
      String licence,
      @Nullable Long bytes,
      @Nullable Long approximateBytes,
      @Nullable String sha256,
      Source.@Nullable Wheels wheels,
      Source.@Nullable Hub hub) {

    CatalogueEntry entry() {
      Source source = wheels == null ? hub : wheels;
      Long expected = bytes == null ? approximateBytes : bytes;
      if (source == null || expected == null) {
        throw new IllegalStateException(name + ": found no wheels, hub or size in the catalogue");
      }
      if (wheels != null && (sha256 == null || bytes == null)) {
        throw new IllegalStateException(name + ": wheels carry no checksum, so the catalogue must");
      }
      return new CatalogueEntry(
          name,
          List.copyOf(aliases),
          family,
          parameters,
          quantisation,
          licence,
          bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes),
          expected,
          Optional.ofNullable(sha256),
          source);
    }
  }

  /** The size to expect: exact where that is known. */
  public long expectedBytes() {
    return bytes.orElse(approximateBytes);
  }

  boolean answersTo(String word) {
    return name.equalsIgnoreCase(word) || aliases.stream().anyMatch(word::equalsIgnoreCase);
  }
}
