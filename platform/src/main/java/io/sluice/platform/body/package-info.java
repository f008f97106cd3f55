/** Bodies of requests, bounded before they are buffered. */
@NullMarked
package io.sluice.platform.body;

import org.jspecify.annotations.NullMarked;
