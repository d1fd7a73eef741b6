package io.lethe.tensor;

/**
 * How a {@link PackedMatrix} stores its weights: panels of {@value PackedMatrix#PANEL_ROWS} rows,
 * so that a vector holds weights of different rows and every output is one chain of fused
 * multiply-adds in the order of the columns.
 *
 * <p>A panel of a quantised format is a sequence of chunks of 256 columns, the last one maybe
 * shorter; within a chunk first all scales, then all words, so that memory is read strictly
 * forward. All arrays are over the 32 rows of the panel:
 *
 * <pre>
 * Panel  = Chunk*
 * Chunk  = Header Block{1..8}
 * Header = (s:f16[32]){blocks}                                ; SYMMETRIC
 *        | (s:f16[32] m:f16[32]){blocks}                      ; WITH_MINIMUM
 *        | d:f16[32] dmin:f16[32] (sc:u8[32] mn:u8[32]){8}    ; SUPER_WITH_MINIMUM
 *        | d:f16[32] (sc:i8[32]){16}                          ; SUPER_SYMMETRIC
 * Block  = word:i32[32]{bits}                                 ; 32 weights of each row
 * </pre>
 *
 * <p>A field of b bits holds q. The weight is {@code fma(v, a, c)} with {@code v = 1 + q / 2^b},
 * formed by placing q at the top of a float's mantissa, {@code a = 2^b s}, and {@code c = m - a}
 * or, for symmetric formats, {@code -1.5 a}. For symmetric formats this equals the stored weight
 * bit for bit; with a minimum, {@code m - a} rounds in rare cases.
 *
 * <ul>
 *   <li>4 bits: word w holds weights 8w .. 8w+7, field f at bits {@code [4f, 4f+4)}.
 *   <li>5 bits: word w of 5 holds weights 6w .. 6w+5 at bits {@code [5f, 5f+5)}; the spare two bits
 *       at 30 of words 0, 1 and the bit 30 of word 2 make weight 30, those of words 3, 4 and bit 31
 *       of word 2 make weight 31.
 *   <li>6 bits: word w of 6; words 0 to 2 serve weights 0 .. 15 and words 3 to 5 weights 16 .. 31;
 *       in each half, word w holds 5w .. 5w+4 at bits {@code [6f, 6f+6)}, and the three spare pairs
 *       make the sixteenth, highest first.
 *   <li>8 bits: word w of 8 holds weights 4w .. 4w+3.
 * </ul>
 */
enum PackedFormat {
  Q4_SYMMETRIC(4, Scales.SYMMETRIC),
  Q4_WITH_MINIMUM(4, Scales.WITH_MINIMUM),
  Q4_SUPER(4, Scales.SUPER_WITH_MINIMUM),
  Q5_SYMMETRIC(5, Scales.SYMMETRIC),
  Q5_WITH_MINIMUM(5, Scales.WITH_MINIMUM),
  Q5_SUPER(5, Scales.SUPER_WITH_MINIMUM),
  Q6_SUPER(6, Scales.SUPER_SYMMETRIC),
  Q8_SYMMETRIC(8, Scales.SYMMETRIC),
  /** Plain floats: {@code f32[32]} per column. */
  F32(32, Scales.NONE),
  /** {@code f16[32]} per column. */
  F16(16, Scales.NONE),
  /** {@code bf16[32]} per column. */
  BF16(16, Scales.NONE);

  /** Where the scale of a block comes from. */
  enum Scales {
    NONE(0, 0, 1, 1),
    SYMMETRIC(0, 64, 32, 32),
    WITH_MINIMUM(0, 128, 32, 32),
    SUPER_WITH_MINIMUM(128, 64, 32, 256),
    SUPER_SYMMETRIC(64, 64, 16, 256);

    /** Bytes of a chunk's header, and more for each of its blocks. */
    final int chunkBytes;

    final int blockBytes;

    /** Weights of a row that share a coefficient. */
    final int groupWeights;

    /** Columns come in multiples of this. */
    final int columnMultiple;

    Scales(int chunkBytes, int blockBytes, int groupWeights, int columnMultiple) {
      this.chunkBytes = chunkBytes;
      this.blockBytes = blockBytes;
      this.groupWeights = groupWeights;
      this.columnMultiple = columnMultiple;
    }
  }

  /**
   * Columns of a whole chunk: unpacked and with a tile of rows beside them they fill a first-level
   * cache.
   */
  static final int CHUNK = 256;

  /** Weights of a row per block of a quantised format. */
  static final int BLOCK = 32;

  final int bits;
  final Scales scales;

  PackedFormat(int bits, Scales scales) {
    this.bits = bits;
    this.scales = scales;
  }

  static PackedFormat of(DType type) {
    return switch (type) {
      case F32 -> F32;
      case F16 -> F16;
      case BF16 -> BF16;
      case Q4_0 -> Q4_SYMMETRIC;
      case Q4_1 -> Q4_WITH_MINIMUM;
      case Q5_0 -> Q5_SYMMETRIC;
      case Q5_1 -> Q5_WITH_MINIMUM;
      case Q8_0 -> Q8_SYMMETRIC;
      case Q4_K -> Q4_SUPER;
      case Q5_K -> Q5_SUPER;
      case Q6_K -> Q6_SUPER;
    };
  }

  boolean isQuantised() {
    return scales != Scales.NONE;
  }

  /** Bytes of the words of one block of 32 rows. */
  int wordsBytes() {
    return bits * PackedMatrix.PANEL_ROWS * 4;
  }

  /** Bytes of the scales of a chunk of {@code blocks} blocks. */
  int headerBytes(int blocks) {
    return scales.chunkBytes + blocks * scales.blockBytes;
  }

  /**
   * The byte, counted from its panel, of the chunk that starts at column {@code k}; of column k for
   * plain floats.
   */
  long chunkOffset(int k) {
    return isQuantised()
        ? (long) (k / CHUNK) * chunkBytes(CHUNK / BLOCK)
        : k * (PackedMatrix.PANEL_ROWS * bits / 8L);
  }

  /** Bytes of a panel of {@code columns} columns. */
  long panelBytes(int columns) {
    int rest = isQuantised() ? columns % CHUNK : 0;
    return chunkOffset(columns) + (rest == 0 ? 0 : chunkBytes(rest / BLOCK));
  }

  private long chunkBytes(int blocks) {
    return headerBytes(blocks) + (long) blocks * wordsBytes();
  }
}
