/** What an operator asks of the inference-service to see inside one request's forward pass. */
@NullMarked
package io.sluice.contracts.inspection;

import org.jspecify.annotations.NullMarked;
