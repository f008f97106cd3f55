/** Lines over a number, as SVG. Written here and not by a charting library, since those draw through AWT, which wants fonts. */
@NullMarked
package io.sluice.benchmarks.workflow.chart;

import org.jspecify.annotations.NullMarked;
