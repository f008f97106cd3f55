/** One of the scored endpoints. */
@NullMarked
package io.sluice.router.routing.picker;

import org.jspecify.annotations.NullMarked;
