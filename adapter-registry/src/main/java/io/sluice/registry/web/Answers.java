package io.sluice.registry.web;

import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import io.sluice.registry.catalog.Command;
import io.sluice.registry.catalog.Decision;
import io.sluice.registry.catalog.Writing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;

/** Outcomes as answers. */
final class Answers {

    private Answers() {
    }

    static AdapterState state(Writing.Outcome outcome) {
        return switch (outcome) {
            case Writing.Outcome.Written written -> written.state();
            case Writing.Outcome.Unchanged unchanged -> unchanged.state();
            case Writing.Outcome.Refused refused -> throw refusal(refused.reason());
            case Writing.Outcome.Unavailable away -> throw SluiceException.external(503, "events_unavailable",
                    "the event log does not answer, so nothing was changed");
            case Writing.Outcome.Unconfirmed unknown -> throw SluiceException.external(503, "outcome_unknown",
                    "the event log did not confirm in time: all of it was written or nothing; read the adapter, or ask again, which is safe");
        };
    }

    /** The version that was added, or was there with the same files. */
    static AdapterVersion version(Writing.Outcome outcome, Command.Add add) {
        String wanted = add.manifest().version();
        return state(outcome).versions().reversed().stream()
                .filter(each -> each.manifest().digest().equals(add.manifest().digest()))
                .filter(each -> wanted.isEmpty() || wanted.equals(each.manifest().version()))
                .filter(each -> each.stage() != AdapterStage.RETIRED || !wanted.isEmpty())
                .findFirst().orElseThrow();
    }

    private static SluiceException refusal(Decision.Refused reason) {
        int status = switch (reason.why()) {
            case INVALID -> 400;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
        };
        return SluiceException.user(status, reason.code(), reason.message(), reason.field());
    }

    /** A full disk is told as such; everything else that goes wrong on it is a bug or a broken disk. */
    static Throwable diskFault(Throwable failure) {
        Throwable cause = failure instanceof UncheckedIOException unchecked ? unchecked.getCause() : failure;
        boolean full = cause instanceof IOException
                && (String.valueOf(cause.getMessage()).contains("No space left")
                || cause instanceof FileSystemException file && String.valueOf(file.getReason()).contains("No space left"));
        return full ? new SluiceException(ErrorKind.EXTERNAL, 507, "disk_full", "the artifact store's disk is full; nothing was kept", null, null)
                : failure;
    }
}
