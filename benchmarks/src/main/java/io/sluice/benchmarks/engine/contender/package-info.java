/** The engines that are compared, each in a process of its own that speaks lines of JSON. */
@NullMarked
package io.sluice.benchmarks.engine.contender;

import org.jspecify.annotations.NullMarked;
