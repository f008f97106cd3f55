/** How failures become answers. */
@NullMarked
package io.sluice.platform.error;

import org.jspecify.annotations.NullMarked;
