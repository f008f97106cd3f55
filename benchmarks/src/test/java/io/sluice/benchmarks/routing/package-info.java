/** Tests of the arithmetic behind the routing figures. */
@NullMarked
package io.sluice.benchmarks.routing;

import org.jspecify.annotations.NullMarked;
