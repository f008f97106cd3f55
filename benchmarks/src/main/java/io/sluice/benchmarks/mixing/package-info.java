/** What a model keeps of specialised skills when general ones are learned after them: DMT beside other orders of the same data. */
@NullMarked
package io.sluice.benchmarks.mixing;

import org.jspecify.annotations.NullMarked;
