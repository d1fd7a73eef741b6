/**
 * The laboratory: claims about forgetting, measured. Here: what an experiment is, running one so
 * that it can be interrupted, results as lines of JSON, conversations with marked parts and probes,
 * the arms that a conversation is read under, the figures and how sure they are.
 *
 * <p>Not here: the claims themselves ({@code lab.claims}); reading and replaying what other
 * programs recorded ({@code imports}); pages and plots ({@code lab.report}); how fast single
 * operations are ({@code bench}).
 *
 * <p>What a reader gets wrong at first: a verdict is never stored. Results hold what was observed;
 * what it comes to is reckoned anew each time somebody asks, from a sign that was stated before.
 */
@NullMarked
package io.lethe.lab;

import org.jspecify.annotations.NullMarked;
