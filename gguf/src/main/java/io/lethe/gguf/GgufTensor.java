package io.lethe.gguf;

import io.lethe.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A tensor's place in a GGUF file. A view: {@link #data} is valid until its {@link GgufFile} is
 * closed.
 */
public final class GgufTensor {
  private final Path file;
  private final TensorEntry entry;
  private final long offsetBytes;
  private final OptionalLong byteSize;
  private final MemorySegment data;

  GgufTensor(
      Path file, TensorEntry entry, long offsetBytes, OptionalLong byteSize, MemorySegment data) {
    this.file = file;
    this.entry = entry;
    this.offsetBytes = offsetBytes;
    this.byteSize = byteSize;
    this.data = data;
  }

  public String name() {
    return entry.name();
  }

  /** Extents as GGUF counts them: the first is the length of a row, whose elements are adjacent. */
  public List<Long> shape() {
    return entry.shape();
  }

  /** Elements in a row: the first extent, 1 for a scalar. */
  public long columns() {
    return shape().isEmpty() ? 1 : shape().getFirst();
  }

  /** Rows: the product of all extents but the first. */
  public long rows() {
    return shape().stream().skip(1).mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
  }

  /** Elements in all: the product of the extents. */
  public long elements() {
    return entry.elements();
  }

  /** Where the tensor starts, in bytes from the start of the file. */
  public long offsetBytes() {
    return offsetBytes;
  }

  /** Size in the file; empty if the type is one whose blocks nobody here has heard of. */
  public OptionalLong byteSize() {
    return byteSize;
  }

  /** The name ggml gives the stored type, be it supported or not: {@code Q4_K}, {@code IQ4_XS}. */
  public String typeName() {
    return GgmlType.of(entry.type())
        .map(GgmlType::name)
        .orElseGet(() -> "ggml type " + Integer.toUnsignedString(entry.type()));
  }

  /** Why {@link #type} and {@link #data} refuse; empty if they do not. */
  public Optional<String> unsupported() {
    return dtype().isPresent()
        ? Optional.empty()
        : Optional.of(
            "stored as " + typeName() + "; Lethe decodes " + Arrays.toString(DType.values()));
  }

  /**
   * How the elements are stored.
   *
   * @throws GgufException.Unsupported if Lethe does not decode the type
   */
  public DType type() {
    return dtype().orElseThrow(this::refusal);
  }

  /**
   * The tensor's bytes, read-only, not copied: {@code [rows, columns]} as {@link #type} stores
   * them.
   *
   * @throws GgufException.Unsupported if Lethe does not decode the type
   */
  public MemorySegment data() {
    if (dtype().isEmpty()) {
      throw refusal();
    }
    return data;
  }

  @Override
  public String toString() {
    return name() + " " + typeName() + " " + shape();
  }

  /** The bytes whatever their type; empty if their number is not known. */
  MemorySegment bytes() {
    return data;
  }

  private Optional<DType> dtype() {
    return GgmlType.of(entry.type()).flatMap(GgmlType::dtype);
  }

  private GgufException refusal() {
    return new GgufException.Unsupported(file, name(), unsupported().orElseThrow());
  }
}
