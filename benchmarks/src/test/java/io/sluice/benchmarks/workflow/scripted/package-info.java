/** Tests of the scripted world and of its oracle. */
@NullMarked
package io.sluice.benchmarks.workflow.scripted;

import org.jspecify.annotations.NullMarked;
