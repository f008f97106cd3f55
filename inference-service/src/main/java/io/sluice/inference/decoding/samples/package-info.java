/** Which of several samples of one answer becomes it; pure. */
@NullMarked
package io.sluice.inference.decoding.samples;

import org.jspecify.annotations.NullMarked;
