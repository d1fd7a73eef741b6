/** Tests of the tokenizers; the golden files come from {@code src/test/golden/make_golden.py}. */
@NullMarked
package io.lethe.tokenizer;

import org.jspecify.annotations.NullMarked;
