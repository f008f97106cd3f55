package io.sluice.workflow.web;

import io.sluice.contracts.event.RunEvent;
import io.sluice.contracts.workflow.WorkflowRun;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.execution.Phase;
import io.sluice.workflow.execution.RunBook;
import io.sluice.workflow.execution.RunState;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs as far as a caller may see them. */
public final class Runs {

    private static final int LIMIT = 20;
    private static final int LIMIT_MAX = 100;
    private static final int NOTE_MAX = 500;

    private final RunBook runs;

    public Runs(RunBook runs) {
        this.runs = runs;
    }

    /** @param before what to ask for as {@code before} to get the next page; absent: that was the last */
    record Page(String object, List<WorkflowRun> data, @Nullable String before) {
    }

    RunState find(Caller caller, String id) {
        return runs.find(id).filter(run -> caller.sees(run.started().tenant())).orElseThrow(() ->
                SluiceException.user(404, "run_not_found", "there is no run of that id", "id"));
    }

    List<RunEvent> history(Caller caller, String id) {
        find(caller, id);
        return runs.history(id);
    }

    Page list(Caller caller, @Nullable String workflow, @Nullable String status, @Nullable Integer limit, @Nullable String before,
            @Nullable String tenant) {
        if (tenant != null && !caller.sees(tenant)) {
            throw SluiceException.user(403, "admin_key_required", "another tenant's runs need an admin key", "tenant");
        }
        int most = limit == null ? LIMIT : limit;
        if (most < 1 || most > LIMIT_MAX) {
            throw SluiceException.invalid("limit", "invalid_value", "'limit' must be within 1.." + LIMIT_MAX);
        }
        String whose = tenant == null ? caller.tenant() : tenant;
        // From the newest on again, a reader of pages would never come to an end.
        if (before != null && runs.find(before).filter(run -> run.started().tenant().equals(whose)).isEmpty()) {
            throw SluiceException.invalid("before", "invalid_value", "there is no such run, or none any more: begin again without 'before'");
        }
        List<WorkflowRun> found = runs.list(new RunBook.Query(whose, workflow, phase(status), most, before))
                .stream().map(RunViews::of).toList();
        return new Page("list", found, found.size() < most ? null : found.getLast().id());
    }

    private static @Nullable Phase phase(@Nullable String status) {
        if (status == null) {
            return null;
        }
        return switch (status) {
            case "completed", "failed", "cancelled" -> Phase.valueOf(status.toUpperCase(Locale.ROOT));
            case "waiting" -> Phase.APPROVAL;
            case "needs_attention" -> Phase.ATTENTION;
            default -> throw SluiceException.invalid("status", "invalid_value",
                    "'status' must be one of " + Arrays.asList("completed", "failed", "cancelled", "waiting", "needs_attention"));
        };
    }

    static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw SluiceException.invalid(field, "missing_field", "'" + field + "' is missing");
        }
        return value;
    }

    static @Nullable String note(String field, @Nullable String text) {
        if (text != null && text.length() > NOTE_MAX) {
            throw SluiceException.invalid(field, "invalid_value", "'" + field + "' has at most " + NOTE_MAX + " characters");
        }
        return text;
    }
}
