/** The front door: OpenAI's API, keys and limits; asks the router once and streams from the inference-service. */
@NullMarked
package io.sluice.gateway;

import org.jspecify.annotations.NullMarked;
