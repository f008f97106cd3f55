/** How long the masks of constrained answers take, on a vocabulary as large as those of the big models. */
@NullMarked
package io.sluice.benchmarks.constraint;

import org.jspecify.annotations.NullMarked;
