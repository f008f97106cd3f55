/** What the gateway asks of the router-service, the plan it gets back, and the dials a caller may set. */
@NullMarked
package io.sluice.contracts.routing;

import org.jspecify.annotations.NullMarked;
