/** Tests of the package of this name. */
@NullMarked
package io.sluice.benchmarks.engine.contender;

import org.jspecify.annotations.NullMarked;
