/** From a request and what is alive to a plan and an endpoint. Pure. */
@NullMarked
package io.sluice.router.routing;

import org.jspecify.annotations.NullMarked;
