/** What the mapper refuses. */
@NullMarked
package io.sluice.platform.json;

import org.jspecify.annotations.NullMarked;
