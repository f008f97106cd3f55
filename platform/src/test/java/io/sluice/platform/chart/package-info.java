/** Charts read as the XML that they are. */
@NullMarked
package io.sluice.platform.chart;

import org.jspecify.annotations.NullMarked;
