/** Checks the command line. */
@NullMarked
package io.sluice.trainer;

import org.jspecify.annotations.NullMarked;
