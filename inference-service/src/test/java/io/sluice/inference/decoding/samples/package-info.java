/** Tests of how one of several samples is chosen. */
@NullMarked
package io.sluice.inference.decoding.samples;

import org.jspecify.annotations.NullMarked;
