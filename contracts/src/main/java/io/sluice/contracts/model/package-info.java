/** What an inference-service can serve, as it tells the router. */
@NullMarked
package io.sluice.contracts.model;

import org.jspecify.annotations.NullMarked;
