package io.sluice.selection.generation;

import io.sluice.selection.field.BadField;
import io.sluice.selection.field.Fields;
import io.sluice.selection.row.RowForm;
import io.sluice.tasks.Split;
import io.sluice.tasks.TaskGenerator;
import io.sluice.tasks.TaskKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that can be done.
 *
 * @param templates at least one
 * @param level     how hard
 * @param form      {@link RowForm#INSTRUCTION} or {@link RowForm#CHAT}
 */
public record Generation(List<Weighted> templates, int rows, long seed, Level level, RowForm form, Split split) {

    public static final int ROWS_MAX = 1_000_000;

    private static final int ROWS_USUAL = 1_000;
    private static final int TEMPLATES_MAX = 64;
    private static final double WEIGHT_MAX = 1e6;

    /** A template and how often it is drawn, beside the others. */
    record Weighted(TaskKind kind, double weight) {
    }

    /** @throws BadField the first that doesn't fit */
    public static Generation of(GenerationRequest request) throws BadField {
        int rows = Fields.count("rows", request.rows(), ROWS_USUAL, 1, ROWS_MAX);
        Level level = request.difficulty() == null ? Level.EVEN : Level.around(Fields.share("difficulty", request.difficulty(), 0));
        RowForm form = Fields.word("form", request.form(), RowForm.INSTRUCTION);
        if (form == RowForm.PLAIN) {
            throw new BadField("form", "has to be one of instruction, chat: a template's row has a question");
        }
        return new Generation(
                templates(request.templates()), rows, request.seed() == null ? 1 : request.seed(), level, form,
                Fields.word("split", request.split(), Split.TRAIN));
    }

    private static List<Weighted> templates(@Nullable List<GenerationRequest.@Nullable Template> given) throws BadField {
        if (given == null) {
            return TaskGenerator.names().stream().map(name -> new Weighted(TaskKind.find(name).orElseThrow(), 1)).toList();
        }
        if (given.isEmpty() || given.size() > TEMPLATES_MAX) {
            throw new BadField("templates", "have to be 1 to " + TEMPLATES_MAX);
        }
        List<Weighted> templates = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            templates.add(weighted("templates[" + i + "]", given.get(i), names));
        }
        return List.copyOf(templates);
    }

    private static Weighted weighted(String place, GenerationRequest.@Nullable Template given, Set<String> names) throws BadField {
        if (given == null || given.name() == null) {
            throw new BadField(place + ".name", "is missing; there are " + TaskKind.names());
        }
        TaskKind kind = TaskKind.find(given.name()).orElse(null);
        if (kind == null) {
            throw new BadField(place + ".name", "is no template; there are " + TaskKind.names());
        }
        if (!names.add(kind.name())) {
            throw new BadField(place + ".name", "stands twice");
        }
        double weight = given.weight() == null ? 1 : given.weight();
        if (!(weight > 0 && weight <= WEIGHT_MAX)) {
            throw new BadField(place + ".weight", "has to be above 0 and at most " + (long) WEIGHT_MAX);
        }
        return new Weighted(kind, weight);
    }
}
