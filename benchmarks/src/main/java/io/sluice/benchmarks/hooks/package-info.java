/** What the engine's six hooks cost when they do nothing. */
@NullMarked
package io.sluice.benchmarks.hooks;

import org.jspecify.annotations.NullMarked;
