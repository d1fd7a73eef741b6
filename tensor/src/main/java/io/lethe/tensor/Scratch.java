package io.lethe.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Working memory of one worker, owned by its {@link Workers}. For one thread at a time. */
public final class Scratch {
  /**
   * Columns of a weight panel that are unpacked at once: with a row tile they fill a first-level
   * cache.
   */
  static final int PANEL_COLUMNS = 256;

  /** Coefficients {@code [group][a | c][64]} of at most {@value #PANEL_COLUMNS} columns. */
  final MemorySegment coefficients;

  /** Two half panels {@code [column][32]} of unpacked weights, one after the other. */
  final MemorySegment panel;

  /** The outputs of one panel. */
  final float[] sums = new float[PackedMatrix.PANEL_ROWS];

  private float[] floats = new float[0];

  Scratch(Arena arena) {
    coefficients = arena.allocate(PANEL_COLUMNS / 16 * 2 * 64 * 4L, 64);
    panel = arena.allocate(PANEL_COLUMNS * 64 * 4L, 64);
  }

  /**
   * At least {@code length} floats with whatever they held before; the same array until a longer
   * one is asked for.
   */
  public float[] floats(int length) {
    if (floats.length < length) {
      floats = new float[Math.max(length, floats.length * 2)];
    }
    return floats;
  }
}
