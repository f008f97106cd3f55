package io.sluice.selection.mixing;

import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.StoredRows;
import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowForm;
import io.sluice.selection.selector.Draws;
import io.sluice.selection.selector.SampleDraw;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows of a plan as lines of JSON, stage by stage, as the trainer learns them: {@code prompt} and {@code completion}, or
 * {@code text}, the row's labels, {@code stage} from 1, and {@code source}, the first sixteen digits of its set and its ordinal there. The
 * trainer shuffles each stage. Which rows are drawn follows from the plan alone. Memory is that of one row. Not
 * thread-safe; to be closed.
 */
public final class MixedRows implements Iterator<byte[]>, Closeable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SOURCE_DIGITS = 16;

    private final MixPlan plan;
    private final DataSets sets;
    private int stage;
    private int draw;
    private @Nullable Drawing drawing;

    /** What is being read. */
    private record Drawing(MixPlan.Draw from, StoredRows rows, SampleDraw chance) {
    }

    public MixedRows(MixPlan plan, DataSets sets) {
        this.plan = plan;
        this.sets = sets;
    }

    /** @throws UncheckedIOException where a set is gone or can't be read */
    @Override
    public boolean hasNext() {
        try {
            while (drawing == null || drawing.chance().done()) {
                close();
                if (stage < plan.stages().size() && draw == plan.stages().get(stage).draws().size()) {
                    stage++;
                    draw = 0;
                }
                if (stage == plan.stages().size()) {
                    return false;
                }
                drawing = open(plan.stages().get(stage).draws().get(draw++));
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private Drawing open(MixPlan.Draw from) throws IOException {
        DataSet set = sets.find(from.dataset()).orElseThrow(() -> new IOException("the data set " + from.dataset() + " is gone"));
        long seed = Draws.mix(plan.seed() + stage) + draw;
        return new Drawing(from, new StoredRows(sets, set), new SampleDraw(from.of(), from.rows(), seed));
    }

    @Override
    public byte[] next() {
        if (!hasNext() || drawing == null) {
            throw new NoSuchElementException();
        }
        Row row;
        do {
            row = drawing.rows().next().row();
        } while (!drawing.chance().take());
        return line(row, drawing.from());
    }

    private byte[] line(Row row, MixPlan.Draw from) {
        ObjectNode line = JSON.createObjectNode();
        if (row.form() == RowForm.PLAIN) {
            line.put("text", row.response());
        } else {
            line.put("prompt", row.prompt()).put("completion", row.response());
        }
        row.labels().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(label -> line.put(label.getKey(), label.getValue()));
        line.put("stage", stage + 1).put("source", from.dataset().substring(0, SOURCE_DIGITS) + "#" + row.ordinal());
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        if (drawing != null) {
            drawing.rows().close();
            drawing = null;
        }
    }
}
