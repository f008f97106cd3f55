package io.sluice.selection.remote;

import io.sluice.contracts.selection.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a pipeline that has ended came to, for a person: what was judged, the end and its reason, and what can be done now.
 *
 * @param pipeline that has ended
 */
record Ending(Pipeline pipeline) {

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        boolean judged = pipeline.judgement() != null;
        if (judged) {
            lines.add(pipeline.judgement().sentence());
        }
        lines.add(pipeline.status().name().toLowerCase(Locale.ROOT) + why(judged ? pipeline.judgement().sentence() : "") + learned());
        String next = next();
        if (!next.isEmpty()) {
            lines.add(next);
        }
        return lines;
    }

    /** @param said what stands there already */
    private String why(String said) {
        Pipeline.Reason reason = pipeline.reason();
        return reason == null ? "" : ": " + reason.code() + (reason.field() == null ? "" : " (" + reason.field() + ")")
                + (reason.message().equals(said) ? "" : ", " + reason.message());
    }

    private String learned() {
        return pipeline.status() != Pipeline.Status.PROMOTED || pipeline.candidate() == null ? ""
                : ": " + pipeline.request().adapter() + "@" + pipeline.candidate().version() + " answers, which learned from data set "
                        + (pipeline.selected() == null ? "" : pipeline.selected().dataSet());
    }

    private String next() {
        Pipeline.Reason reason = pipeline.reason();
        return switch (pipeline.status()) {
            case PROMOTED -> "to take it back: ./sluice improve --rollback " + pipeline.id();
            case REJECTED -> switch (reason == null ? "" : reason.code()) {
                case "no_better" -> "nothing has changed; more steps, other rows (--selector, --budget) or more held-out questions may show a gain";
                case "worse_elsewhere" -> "nothing has changed; fewer steps, more of the base's own exercises (--train-set replay=0.7), "
                        + "more other questions or a larger --tolerance may let it pass";
                case "canary_rolled_back" -> "the registry took the canary back: GET /admin/adapters/" + pipeline.request().adapter() + " says why";
                case "canary_unheard" -> "too few requests came while it was tried; --canary 0 promotes without";
                case "incumbent_changed" -> "somebody changed the adapter meanwhile; the same command judges against what is there now";
                default -> "";
            };
            case FAILED, CANCELLED, ROLLED_BACK, RUNNING, ROLLING_BACK -> "";
        };
    }
}
