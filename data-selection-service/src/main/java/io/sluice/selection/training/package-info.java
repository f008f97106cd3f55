/** Models trained on a job's target: asked for over Kafka, found in the registry, known by the inference-service. */
@NullMarked
package io.sluice.selection.training;

import org.jspecify.annotations.NullMarked;
