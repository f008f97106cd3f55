/** Rows of the data-selection-service, over its REST API. */
@NullMarked
package io.sluice.trainer.dataset;

import org.jspecify.annotations.NullMarked;
