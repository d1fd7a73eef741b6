package io.lethe.gguf;

/**
 * One line of metadata for people: {@code type} reads {@code u32} or {@code string[49152]}, {@code
 * preview} is the value, shortened.
 */
public record MetadataEntry(String key, String type, String preview) {}
