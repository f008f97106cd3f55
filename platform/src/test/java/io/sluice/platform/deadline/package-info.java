/** Time-outs in headers. */
@NullMarked
package io.sluice.platform.deadline;

import org.jspecify.annotations.NullMarked;
