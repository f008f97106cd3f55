/** Figures as SVG documents that need nothing else. Written here and not by a charting library, since those draw through AWT, which wants fonts. */
@NullMarked
package io.sluice.platform.chart;

import org.jspecify.annotations.NullMarked;
