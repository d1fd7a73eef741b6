package io.lethe.gguf;

import java.util.List;

/**
 * A line of the tensor table as it stands in the file. {@code at} is the byte where the line
 * starts; {@code offsetBytes} counts from the start of the data.
 */
record TensorEntry(
    long at, String name, List<Long> shape, long elements, int type, long offsetBytes) {}
