/** How well an endpoint would serve it, 0 to 1. */
@NullMarked
package io.sluice.router.routing.scorer;

import org.jspecify.annotations.NullMarked;
