package io.sluice.workflow.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.contracts.event.WorkflowMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow's versions and those of what is known of it, without the documents and values themselves. Immutable.
 *
 * @param version       the newest, 0: none
 * @param digest        of the newest one's document
 * @param valuesVersion the newest, which holds; 0: none
 * @param kept          versions of values that can be rolled back to, at most {@value #KEPT_MAX}, oldest first
 * @param learned       the last {@value #LEARNED_MAX} runs that were learned from
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkflowState(String workflow, int version, @Nullable String digest, int valuesVersion, List<Integer> kept, List<String> learned) {

    public static final int KEPT_MAX = 20;
    static final int LEARNED_MAX = 500;

    static WorkflowState none(String workflow) {
        return new WorkflowState(workflow, 0, null, 0, List.of(), List.of());
    }

    /** @param event of this workflow; one that is in the state already changes nothing */
    public static WorkflowState after(@Nullable WorkflowState before, String workflow, WorkflowMessage event) {
        WorkflowState old = before == null ? none(workflow) : before;
        return switch (event) {
            case WorkflowDefined defined when defined.version() > old.version -> new WorkflowState(old.workflow, defined.version(),
                    defined.digest(), old.valuesVersion, old.kept, old.learned);
            case ValuesEvent values when values.version() > old.valuesVersion -> old.with(values);
            default -> old;
        };
    }

    private WorkflowState with(ValuesEvent values) {
        return new WorkflowState(workflow, version, digest, values.version(), last(kept, values.version(), KEPT_MAX),
                values instanceof ValuesEvent.Learned episode ? last(learned, episode.run(), LEARNED_MAX) : learned);
    }

    private static <T> List<T> last(List<T> some, T more, int max) {
        List<T> all = new ArrayList<>(some);
        all.add(more);
        return List.copyOf(all.size() > max ? all.subList(all.size() - max, all.size()) : all);
    }
}
