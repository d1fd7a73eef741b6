package io.lethe.tensor;

/**
 * Activations {@code x[rows, width]}, one row per token, that are the left side of products. A
 * matrix of one row is read as it is; of several, {@link #pack} lays groups of 12 rows, then of 4,
 * column by column. Owns its arrays, which grow to the largest batch. For one thread at a time,
 * except where said.
 */
public final class Rows {
  private final int width;
  private float[] values;
  private float[] packed = new float[0];
  private int rows;

  /** Room for nothing yet; {@code width} elements a row. */
  public Rows(int width) {
    this.width = width;
    this.values = new float[0];
  }

  /**
   * Makes room for {@code rows} rows; what they held is undefined afterwards.
   *
   * @throws IllegalArgumentException if that is more than an array holds
   */
  public void resize(int rows) {
    // Packing rounds rows up to whole tiles.
    if ((rows + (long) Kernels.WIDE) * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "found a batch of "
              + rows
              + " rows of "
              + width
              + " floats, wanted less than 2^31 floats; compute it in parts");
    }
    // The last narrow tile of a product writes whole rows of its own, past the last one.
    int room = rows == 1 ? width : (rows + Kernels.NARROW) * width;
    if (values.length < room) {
      values = new float[room];
    }
    this.rows = rows;
  }

  /**
   * The elements, row r from {@code r * width()} on. The array changes when {@link #resize} needs a
   * longer one.
   */
  public float[] values() {
    return values;
  }

  /** Elements of a row. */
  public int width() {
    return width;
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The offset of row {@code r}. */
  public int row(int r) {
    return r * width;
  }

  /** Rows in whole wide tiles; the rest goes in narrow tiles, the last one filled up with zeros. */
  static int wideRows(int rows) {
    return rows / Kernels.WIDE * Kernels.WIDE;
  }

  /**
   * Lays the rows out for tiles; call after the values changed and before a product of several
   * rows.
   */
  void pack(Workers workers) {
    int padded = wideRows(rows) + (rows - wideRows(rows) + 3) / 4 * 4;
    if (packed.length < padded * width) {
      packed = new float[padded * width];
    }
    int wide = rows / Kernels.WIDE;
    int narrow = (padded - wide * Kernels.WIDE) / Kernels.NARROW;
    workers.run(
        wide + narrow,
        (tile, scratch) -> {
          int height = tile < wide ? Kernels.WIDE : Kernels.NARROW;
          int first =
              tile < wide
                  ? tile * Kernels.WIDE
                  : wide * Kernels.WIDE + (tile - wide) * Kernels.NARROW;
          packTile(first, height);
        });
  }

  private void packTile(int first, int height) {
    int to = first * width;
    for (int r = 0; r < height; r++) {
      int from = (first + r) * width;
      if (first + r < rows) {
        for (int k = 0; k < width; k++) {
          packed[to + k * height + r] = values[from + k];
        }
      } else {
        for (int k = 0; k < width; k++) {
          packed[to + k * height + r] = 0f;
        }
      }
    }
  }

  /**
   * Tile by tile, {@code [column][row of the tile]}; a tile that starts at row f starts at {@code f
   * * width()}.
   */
  float[] packed() {
    return packed;
  }
}
