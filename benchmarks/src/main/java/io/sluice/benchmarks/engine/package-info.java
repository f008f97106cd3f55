/** {@code ./sluice bench engine}: Sluice, stock jlama and llama.cpp on the same weights and prompts, in turns. */
@NullMarked
package io.sluice.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
