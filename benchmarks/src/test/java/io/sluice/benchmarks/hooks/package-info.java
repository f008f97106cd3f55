/** Hooks that change nothing, in a short run. */
@NullMarked
package io.sluice.benchmarks.hooks;

import org.jspecify.annotations.NullMarked;
