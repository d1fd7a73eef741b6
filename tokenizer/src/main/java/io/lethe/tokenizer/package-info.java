/**
 * Text to token ids and back: byte-level BPE and SentencePiece from GGUF vocabularies, chat
 * templates, stream decoding.
 *
 * <p>Not here: reading the vocabulary from a file ({@code io.lethe.gguf} holds the metadata, {@code
 * io.lethe.engine} joins the two).
 *
 * <p>What a reader gets wrong at first: text is never trusted to name a control token. Special
 * tokens are recognised only where the caller says that the text is a rendered template.
 */
@NullMarked
package io.lethe.tokenizer;

import org.jspecify.annotations.NullMarked;
