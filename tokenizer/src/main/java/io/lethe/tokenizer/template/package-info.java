/**
 * Chat templates: the Jinja that models ship with, read and rendered as Python's {@code jinja2}
 * does under {@code transformers}, to the byte.
 *
 * <p>Not here: tokenising. What comes out is text in which every character knows whether the
 * template wrote it or a message brought it; {@link io.lethe.tokenizer} decides by that where
 * control tokens may stand.
 *
 * <p>What a reader gets wrong at first: a template comes from a file somebody else made, so it is
 * as hostile as the text of a user. Every loop, copy and nesting is paid for from a {@code Budget}.
 */
@NullMarked
package io.lethe.tokenizer.template;

import org.jspecify.annotations.NullMarked;
