/**
 * Reads GGUF files: metadata, the list of tensors, and views of their bytes over a memory map.
 *
 * <p>Not here: what the bytes of a tensor mean ({@code io.lethe.tensor}) and what the metadata
 * means to a model ({@code io.lethe.model}) or a tokenizer ({@code io.lethe.tokenizer}).
 *
 * <p>What a reader gets wrong at first: nothing in a file is believed. Every count, length and
 * offset is compared with what the file can hold before memory is reserved for it.
 */
@NullMarked
package io.lethe.gguf;

import org.jspecify.annotations.NullMarked;
