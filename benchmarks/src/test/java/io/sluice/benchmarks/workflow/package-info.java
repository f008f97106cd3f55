/** Tests of the comparison of schedulers. */
@NullMarked
package io.sluice.benchmarks.workflow;

import org.jspecify.annotations.NullMarked;
