/** Selectors on text that nobody made for them: what the packages of this machine brought with them. */
@NullMarked
package io.sluice.benchmarks.selection.real;

import org.jspecify.annotations.NullMarked;
