package io.sluice.selection.mixing;

import io.sluice.selection.file.Sha256;
import tools.jackson.databind.json.JsonMapper;

/**
 * A plan that was carried out.
 *
 * @param id      digest of the plan: the same plan is the same mix
 * @param dataset digest of its rows
 */
public record Mix(String id, MixPlan plan, String dataset) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static Mix of(MixPlan plan, String dataset) {
        return new Mix(Sha256.of(JSON.writeValueAsString(plan)), plan, dataset);
    }
}
