package io.lethe.gguf;

import java.util.List;
import java.util.Map;

/**
 * Everything before the tensors' bytes.
 *
 * @param metadata in the file's order
 * @param tensors in the file's order
 * @param alignment of every tensor, in bytes; a power of two
 * @param dataOffsetBytes where the tensors' bytes start; past the end of the file if there are none
 */
record Header(
    int version,
    Map<String, StoredValue> metadata,
    List<TensorEntry> tensors,
    long alignment,
    long dataOffsetBytes) {}
