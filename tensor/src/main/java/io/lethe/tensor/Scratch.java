package io.lethe.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Working memory of one worker, owned by its {@link Workers}. For one thread at a time. */
public final class Scratch {
  /** Coefficients {@code [group][a | c][32]} of at most {@link PackedFormat#CHUNK} columns. */
  final float[] coefficients = new float[PackedFormat.CHUNK / 16 * 2 * PackedMatrix.PANEL_ROWS];

  /** Unpacked weights {@code [column][32]} of a chunk. */
  final MemorySegment panel;

  /** The outputs of one panel. */
  final float[] sums = new float[PackedMatrix.PANEL_ROWS];

  /** Where {@link Kernels#touch} leaves what it read. */
  int touched;

  private float[] floats = new float[0];

  Scratch(Arena arena) {
    panel = arena.allocate(PackedFormat.CHUNK * PackedMatrix.PANEL_ROWS * 4L, 64);
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
