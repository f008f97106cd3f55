package io.sluice.trainer.job;

import io.sluice.contracts.training.TrainingJob;
import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.AdapterPlan;
import io.sluice.trainer.adapter.Base;

/**
 * A job that was found to be sound, with everything it needs.
 *
 * @param testItems to grade with, of the new task and of the old mix
 */
record JobOrder(TrainingJob job, AdapterPlan plan, Base base, AdapterData data, int testItems) {
}
