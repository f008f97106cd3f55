/** Speculative decoding: a small model drafts, the large one checks, and what is written is what the large one alone would write. */
@NullMarked
package io.sluice.inference.decoding.speculation;

import org.jspecify.annotations.NullMarked;
