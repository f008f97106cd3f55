/** Exact arithmetic against oracles. */
@NullMarked
package io.sluice.workflow.tool.arithmetic;

import org.jspecify.annotations.NullMarked;
