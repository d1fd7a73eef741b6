package io.lethe.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Turns the lines of the tensor table into views of their bytes, after checking that every tensor
 * lies inside the file, aligned, and shares no byte with another. A tensor of a type whose size is
 * not known is only checked to start inside and to be no absurdity.
 */
final class TensorTable {
  /** No format stores a weight in less than an eighth of a bit; bounds tensors of unknown types. */
  private static final long MOST_ELEMENTS_PER_BYTE = 64;

  private final Path file;
  private final MemorySegment bytes;
  private final Header header;

  private TensorTable(Path file, MemorySegment bytes, Header header) {
    this.file = file;
    this.bytes = bytes;
    this.header = header;
  }

  /** The tensors by name, in the file's order. */
  static Map<String, GgufTensor> of(Path file, MemorySegment bytes, Header header) {
    return new TensorTable(file, bytes, header).tensors();
  }

  private Map<String, GgufTensor> tensors() {
    Map<String, GgufTensor> tensors = new LinkedHashMap<>();
    List<Extent> extents = new ArrayList<>();
    for (TensorEntry entry : header.tensors()) {
      long start = start(entry);
      OptionalLong length = length(entry);
      long end = start + length.orElse(0);
      requireInside(entry, start, length.orElse(entry.elements() / MOST_ELEMENTS_PER_BYTE));
      if (start < end) {
        extents.add(new Extent(entry, start, end));
      }
      tensors.put(
          entry.name(),
          new GgufTensor(file, entry, start, length, bytes.asSlice(start, end - start)));
    }
    requireDisjoint(extents);
    return tensors;
  }

  private long start(TensorEntry entry) {
    if (entry.offsetBytes() % header.alignment() != 0) {
      throw malformed(
          entry,
          "offset " + entry.offsetBytes() + " of tensor " + entry.name(),
          "a multiple of " + header.alignment());
    }
    // Cannot overflow: both are bounded by the size of the file and the alignment.
    return header.dataOffsetBytes() + entry.offsetBytes();
  }

  private OptionalLong length(TensorEntry entry) {
    Optional<GgmlType> type = GgmlType.of(entry.type());
    return type.isPresent() ? OptionalLong.of(length(entry, type.get())) : OptionalLong.empty();
  }

  private long length(TensorEntry entry, GgmlType type) {
    long row = entry.shape().isEmpty() ? 1 : entry.shape().getFirst();
    if (row % type.blockElements() != 0) {
      throw malformed(
          entry,
          "rows of " + row + " elements in tensor " + entry.name(),
          "whole blocks of " + type.blockElements() + " (" + type + ")");
    }
    long blocks = entry.elements() / type.blockElements();
    if (blocks > Long.MAX_VALUE / type.blockBytes()) {
      throw malformed(
          entry, blocks + " blocks in tensor " + entry.name(), "a size in bytes below 2^63");
    }
    return blocks * type.blockBytes();
  }

  private void requireInside(TensorEntry entry, long start, long length) {
    if (start > bytes.byteSize() || length > bytes.byteSize() - start) {
      throw malformed(
          entry,
          "tensor " + entry.name() + " of " + length + " bytes from byte " + start,
          "an end within the file's " + bytes.byteSize() + " bytes");
    }
  }

  private void requireDisjoint(List<Extent> extents) {
    Collections.sort(extents);
    for (int i = 1; i < extents.size(); i++) {
      Extent left = extents.get(i - 1);
      Extent right = extents.get(i);
      if (right.start < left.end) {
        throw malformed(
            right.entry,
            "tensor " + right.entry.name() + " from byte " + right.start,
            "byte " + left.end + " or later, where tensor " + left.entry.name() + " ends");
      }
    }
  }

  private GgufException malformed(TensorEntry entry, String found, String wanted) {
    return new GgufException.Malformed(file, entry.at(), found, wanted);
  }

  /** Bytes {@code [start, end)} of the file, at least one; ordered by start. */
  private record Extent(TensorEntry entry, long start, long end) implements Comparable<Extent> {
    @Override
    public int compareTo(Extent other) {
      return Long.compare(start, other.start);
    }
  }
}
