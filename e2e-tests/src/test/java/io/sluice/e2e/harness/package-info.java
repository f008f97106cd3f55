/** Starts the platform as its users do and looks at it from outside. */
@NullMarked
package io.sluice.e2e.harness;

import org.jspecify.annotations.NullMarked;
