package io.sluice.workflow.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.event.PromotionEvent;
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
 * @param learned       the last {@value #LEARNED_MAX} runs that were learned from, or {@link #counted}
 * @param current       the version that was put in force last; absent in what the version before wrote, and it is the newest one
 * @param promotions    how often it was decided whether a version goes in force; absent: never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkflowState(String workflow, int version, @Nullable String digest, int valuesVersion, List<Integer> kept, List<String> learned,
        @Nullable Integer current, @Nullable Integer promotions) {

    public static final int KEPT_MAX = 20;
    static final int LEARNED_MAX = 500;

    static WorkflowState none(String workflow) {
        return new WorkflowState(workflow, 0, null, 0, List.of(), List.of(), null, null);
    }

    /** The version that runs use which name none; 0: there is none. */
    public int inForce() {
        return current == null ? version : current;
    }

    int decided() {
        return promotions == null ? 0 : promotions;
    }

    /** @param event of this workflow; one that is in the state already changes nothing */
    public static WorkflowState after(@Nullable WorkflowState before, String workflow, WorkflowMessage event) {
        WorkflowState old = before == null ? none(workflow) : before;
        return switch (event) {
            case WorkflowDefined defined when defined.version() > old.version -> new WorkflowState(old.workflow, defined.version(),
                    defined.digest(), old.valuesVersion, old.kept, old.learned, defined.waits() ? old.inForce() : defined.version(), old.promotions);
            case PromotionEvent told when told.seq() > old.decided() -> new WorkflowState(old.workflow, old.version, old.digest, old.valuesVersion,
                    old.kept, old.learned, told instanceof PromotionEvent.Promoted ? Integer.valueOf(told.version()) : old.current, told.seq());
            case ValuesEvent values when values.version() > old.valuesVersion -> old.with(values);
            default -> old;
        };
    }

    private WorkflowState with(ValuesEvent values) {
        return new WorkflowState(workflow, version, digest, values.version(), last(kept, values.version(), KEPT_MAX),
                values instanceof ValuesEvent.Learned episode ? last(learned, Boolean.TRUE.equals(episode.counted()) ? counted(episode.run())
                        : episode.run(), LEARNED_MAX) : learned, current, promotions);
    }

    /** How a run is written among those that were learned from that was only counted; no run's own name has a slash. */
    static String counted(String run) {
        return run + "/counted";
    }

    private static <T> List<T> last(List<T> some, T more, int max) {
        List<T> all = new ArrayList<>(some);
        all.add(more);
        return List.copyOf(all.size() > max ? all.subList(all.size() - max, all.size()) : all);
    }
}
