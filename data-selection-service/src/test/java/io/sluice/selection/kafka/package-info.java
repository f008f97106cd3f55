/** Tests of the order in which steps are done and acknowledged. */
@NullMarked
package io.sluice.selection.kafka;

import org.jspecify.annotations.NullMarked;
