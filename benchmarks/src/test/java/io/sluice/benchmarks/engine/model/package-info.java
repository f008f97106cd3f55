/** Tests of the package of this name. */
@NullMarked
package io.sluice.benchmarks.engine.model;

import org.jspecify.annotations.NullMarked;
