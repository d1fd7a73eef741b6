package io.lethe.tensor;

import static io.lethe.tensor.PackedMatrix.PANEL_ROWS;

import java.lang.foreign.MemorySegment;

/** Rewrites stored rows of blocks into panels of 32 rows. Stateless. */
public final class MatrixPacker {
  private MatrixPacker() {}

  /**
   * Packs {@code w[rows, columns]}, stored row by row in blocks of {@code type} from byte 0 of
   * {@code stored}, into {@code packed}, which holds {@link PackedMatrix#packedBytes} bytes of
   * zeros.
   */
  public static void pack(
      DType type,
      int rows,
      int columns,
      MemorySegment stored,
      MemorySegment packed,
      Workers workers) {
    PackedFormat format = PackedFormat.of(type);
    PackedMatrix matrix = PackedMatrix.of(type, rows, columns, packed);
    workers.run(
        matrix.panelCount(),
        (panel, scratch) -> {
          MemorySegment out = packed.asSlice(panel * matrix.panelBytes(), matrix.panelBytes());
          int first = panel * PANEL_ROWS;
          for (int r = 0; r < PANEL_ROWS && first + r < rows; r++) {
            MemorySegment row =
                stored.asSlice((first + r) * type.bytes(columns), type.bytes(columns));
            if (format.isQuantised()) {
              packQuantised(type, format, row, columns, out, r);
            } else {
              packFloats(format, row, columns, out, r);
            }
          }
        });
  }

  private static void packFloats(
      PackedFormat format, MemorySegment row, int columns, MemorySegment out, int r) {
    for (int k = 0; k < columns; k++) {
      if (format == PackedFormat.F32) {
        out.set(Layouts.F32_LE, (k * 32L + r) * 4, row.get(Layouts.F32_LE, k * 4L));
      } else {
        out.set(Layouts.I16_LE, (k * 32L + r) * 2, row.get(Layouts.I16_LE, k * 2L));
      }
    }
  }

  private static void packQuantised(
      DType type, PackedFormat format, MemorySegment row, int columns, MemorySegment out, int r) {
    int[] quants = new int[type.blockElements()];
    for (int k = 0; k < columns; k += PackedFormat.CHUNK) {
      int blocks = Math.min(PackedFormat.CHUNK, columns - k) / PackedFormat.BLOCK;
      long chunk = format.chunkOffset(k);
      for (int w = 0; w < blocks * PackedFormat.BLOCK; w += quants.length) {
        long from = (long) (k + w) / type.blockElements() * type.blockBytes();
        StoredBlock.quants(type, row, from, quants);
        int block = w / PackedFormat.BLOCK;
        packScales(type, row, from, out, chunk + (long) block * format.scales.blockBytes, r);
        for (int i = 0; i < quants.length; i += PackedFormat.BLOCK) {
          long words = ScalarKernels.words(format, chunk, blocks, block + i / PackedFormat.BLOCK);
          packWords(format.bits, quants, i, out, words, r);
        }
      }
    }
  }

  private static void packScales(
      DType type, MemorySegment row, long from, MemorySegment out, long to, int r) {
    switch (type) {
      case Q4_0, Q5_0, Q8_0 -> half(row, from, out, to, r);
      case Q4_1, Q5_1 -> {
        half(row, from, out, to, r);
        half(row, from + 2, out, to + 64, r);
      }
      case Q4_K, Q5_K -> {
        half(row, from, out, to, r);
        half(row, from + 2, out, to + 64, r);
        for (int g = 0; g < 8; g++) {
          out.set(Layouts.I8, to + 128 + g * 64L + r, (byte) SixBitScales.scale(row, from + 4, g));
          out.set(
              Layouts.I8,
              to + 128 + g * 64L + 32 + r,
              (byte) SixBitScales.minimum(row, from + 4, g));
        }
      }
      case Q6_K -> {
        half(row, from + 208, out, to, r);
        for (int g = 0; g < 16; g++) {
          out.set(Layouts.I8, to + 64 + g * 32L + r, row.get(Layouts.I8, from + 192 + g));
        }
      }
      case F32, F16, BF16 -> throw new AssertionError(type);
    }
  }

  private static void half(MemorySegment row, long from, MemorySegment out, long to, int r) {
    out.set(Layouts.I16_LE, to + r * 2L, row.get(Layouts.I16_LE, from));
  }

  private static void packWords(int bits, int[] q, int o, MemorySegment out, long words, int r) {
    for (int w = 0; w < bits; w++) {
      out.set(Layouts.I32_LE, words + (w * 32L + r) * 4, word(bits, q, o, w));
    }
  }

  /**
   * Word {@code w} of the block of 32 quants at {@code q[o]}; the layouts of {@link PackedFormat}.
   */
  static int word(int bits, int[] q, int o, int w) {
    int fields = 32 / bits;
    int first = bits == 6 ? o + w / 3 * 16 + w % 3 * 5 : o + w * fields;
    int word = 0;
    for (int f = 0; f < fields; f++) {
      word |= q[first + f] << (bits * f);
    }
    if (bits == 5) {
      word |=
          switch (w) {
            case 0 -> q[o + 30] >> 3 << 30;
            case 1 -> q[o + 30] >> 1 << 30;
            case 2 -> (q[o + 30] & 1) << 30 | q[o + 31] << 31;
            case 3 -> q[o + 31] >> 3 << 30;
            default -> q[o + 31] >> 1 << 30;
          };
    } else if (bits == 6) {
      word |= q[o + w / 3 * 16 + 15] >> (4 - 2 * (w % 3)) << 30;
    }
    return word;
  }
}
