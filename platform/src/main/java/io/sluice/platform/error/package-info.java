/** Four kinds of failure and the one place that turns them into answers. */
@NullMarked
package io.sluice.platform.error;

import org.jspecify.annotations.NullMarked;
