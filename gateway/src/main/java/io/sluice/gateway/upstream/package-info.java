/** The router-service and the inference-services as the gateway meets them. */
@NullMarked
package io.sluice.gateway.upstream;

import org.jspecify.annotations.NullMarked;
