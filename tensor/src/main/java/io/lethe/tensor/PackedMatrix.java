package io.lethe.tensor;

import java.lang.foreign.MemorySegment;

/**
 * A weight matrix {@code w[rows, columns]} in panels of 32 rows (see {@link PackedFormat}); a view,
 * whoever gave the memory owns it. The last panel is padded with rows of zeros. Immutable, safe for
 * use by many threads.
 */
public final class PackedMatrix {
  /** Rows of a panel. */
  public static final int PANEL_ROWS = 32;

  private final PackedFormat format;
  private final int rows;
  private final int columns;
  private final MemorySegment panels;

  private PackedMatrix(PackedFormat format, int rows, int columns, MemorySegment panels) {
    this.format = format;
    this.rows = rows;
    this.columns = columns;
    this.panels = panels;
  }

  /** A view of packed memory as {@link MatrixPacker#pack} wrote it for the same type and shape. */
  public static PackedMatrix of(DType type, int rows, int columns, MemorySegment packed) {
    long wanted = packedBytes(type, rows, columns);
    if (packed.byteSize() != wanted) {
      throw new IllegalArgumentException(
          "a packed "
              + type
              + " matrix of "
              + rows
              + " x "
              + columns
              + " takes "
              + wanted
              + " bytes, found "
              + packed.byteSize());
    }
    return new PackedMatrix(PackedFormat.of(type), rows, columns, packed);
  }

  /** Bytes that a matrix of this type and shape takes when packed. */
  public static long packedBytes(DType type, int rows, int columns) {
    PackedFormat format = PackedFormat.of(type);
    if (rows <= 0 || columns <= 0 || columns % format.scales.columnMultiple != 0) {
      throw new IllegalArgumentException(
          "no "
              + type
              + " matrix of "
              + rows
              + " x "
              + columns
              + ": wanted rows > 0 and columns in multiples of "
              + format.scales.columnMultiple);
    }
    long panels = (rows + PANEL_ROWS - 1L) / PANEL_ROWS;
    return Math.multiplyExact(panels, format.panelBytes(columns));
  }

  /** Outputs of a product. */
  public int rows() {
    return rows;
  }

  /** Inputs of a product. */
  public int columns() {
    return columns;
  }

  PackedFormat format() {
    return format;
  }

  int panelCount() {
    return (rows + PANEL_ROWS - 1) / PANEL_ROWS;
  }

  long panelBytes() {
    return format.panelBytes(columns);
  }

  MemorySegment panels() {
    return panels;
  }
}
