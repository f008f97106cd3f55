/** Models that read in lock step, alone and in the engine. */
@NullMarked
package io.sluice.inference.fusion;

import org.jspecify.annotations.NullMarked;
