package io.lethe.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Working memory of one worker, owned by its {@link Workers}. For one thread at a time. */
public final class Scratch {
  /** Coefficients {@code [group][a | c][64]} of at most {@link PackedFormat#CHUNK} columns. */
  final MemorySegment coefficients;

  /** Two half panels {@code [column][32]} of unpacked weights, one after the other. */
  final MemorySegment panel;

  /** The outputs of one panel. */
  final float[] sums = new float[PackedMatrix.PANEL_ROWS];

  private float[] floats = new float[0];

  Scratch(Arena arena) {
    coefficients = arena.allocate(PackedFormat.CHUNK / 16 * 2 * 64 * 4L, 64);
    panel = arena.allocate(PackedFormat.CHUNK * 64 * 4L, 64);
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
