/** The engine's numbers as Micrometer meters. */
@NullMarked
package io.sluice.inference.metrics;

import org.jspecify.annotations.NullMarked;
