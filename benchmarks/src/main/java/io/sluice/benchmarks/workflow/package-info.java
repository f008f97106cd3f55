/** Schedulers side by side: what runs solve and cost when agents are fixed, drawn, all asked, or chosen by what was learned. */
@NullMarked
package io.sluice.benchmarks.workflow;

import org.jspecify.annotations.NullMarked;
