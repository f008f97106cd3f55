/** What routing saves and what it costs in quality, against each model alone and against chance. */
@NullMarked
package io.sluice.benchmarks.routing;

import org.jspecify.annotations.NullMarked;
