package io.sluice.selection.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.row.Row;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.SelectorException.Code;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Rows that a trainer shall fetch, kept as a data set of their own. Thread-safe; blocks. */
public final class StoredRows {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Intake intake;

    public StoredRows(Intake intake) {
        this.intake = intake;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Line(@Nullable String prompt, @Nullable String completion, @Nullable String text, @Nullable Integer stage) {
    }

    /**
     * The digest: the same rows, in the same order, are the same data set.
     *
     * @param stages what is learned one after the other; rows of a single one don't say so
     */
    String keep(List<List<Row>> stages) throws SelectorException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int i = 0; i < stages.size(); i++) {
            Integer stage = stages.size() > 1 ? i + 1 : null;
            for (Row row : stages.get(i)) {
                Line line = row.prompt().isEmpty() ? new Line(null, null, row.response(), stage) : new Line(row.prompt(), row.response(), null, stage);
                lines.writeBytes(JSON.writeValueAsBytes(line));
                lines.write('\n');
            }
        }
        try {
            return switch (intake.take(new ByteArrayInputStream(lines.toByteArray()))) {
                case Intake.Outcome.Stored stored -> stored.set().digest();
                case Intake.Outcome.NoSpace full -> throw unavailable("the disk is full");
                case Intake.Outcome.TooLarge large -> throw unavailable("they have more than " + large.bytesMax() + " bytes");
                case Intake.Outcome.Refused refused -> throw new SelectorException(Code.BAD_POOL, "pool", refused.message());
            };
        } catch (IOException failure) {
            throw unavailable(String.valueOf(failure.getMessage()));
        }
    }

    private static SelectorException unavailable(String why) {
        return new SelectorException(Code.MODEL_UNAVAILABLE, null, "the rows that a model shall learn from can't be kept: " + why);
    }
}
