/** Runs on a topology without a broker, and on a real one whose writers are killed. */
@NullMarked
package io.sluice.workflow.kafka;

import org.jspecify.annotations.NullMarked;
