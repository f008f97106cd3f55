package io.sluice.trainer.job;

import io.sluice.contracts.training.TrainingJob;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.AdapterKind;
import io.sluice.trainer.adapter.AdapterPlan;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.adapter.PlanSettings;
import io.sluice.trainer.dataset.DataSetAnswer;
import io.sluice.trainer.dataset.DataSetClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks at a job before anything is begun. What other programs wrote may lack anything. */
final class JobCheck {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final long BYTES_MAX = 256L << 20;
    private static final int TAGS_MAX = 16;
    private static final int EXAMPLES_MAX = 1_000_000;
    private static final int TEST_ITEMS_MAX = 10_000;
    private static final String EXAMPLES = "examples";
    private static final String TEST_ITEMS = "test-items";
    private static final String ROW_CHARACTERS = "row-characters";
    private static final int ROW_CHARACTERS_USUAL = 600;
    private static final int ROW_CHARACTERS_MAX = 20_000;
    private static final int PARENTS_MAX = 64;
    private static final String AWAY = "data_away";

    private final Path models;
    private final Path files;
    private final JobLimits limits;
    private final @Nullable DataSetClient rows;

    /**
     * @param models folder of the bases, one folder each
     * @param files  folder of the files that jobs name
     * @param rows   for data sets that are no files there yet; null: only files there are known
     */
    JobCheck(Path models, Path files, JobLimits limits, @Nullable DataSetClient rows) {
        this.models = models;
        this.files = files;
        this.limits = limits;
        this.rows = rows;
    }

    /** Why a job can't be done, as an exception inside this class alone. */
    private static final class Flaw extends Exception {

        private static final long serialVersionUID = 1;
        private final String code;
        private final String field;

        Flaw(String code, String field, String message) {
            super(message, null, false, false);
            this.code = code;
            this.field = field;
        }
    }

    sealed interface Checked {
        record Sound(JobOrder order) implements Checked {
        }

        record Unsound(Outcome.Refused refusal) implements Checked {
        }

        /** Whether it can be done can't be known. */
        record Unknown(Outcome.Failed failure) implements Checked {
        }
    }

    Checked check(TrainingJob job) {
        try {
            return new Checked.Sound(order(job));
        } catch (Flaw flaw) {
            String message = Objects.requireNonNull(flaw.getMessage());
            return flaw.code.equals(AWAY) ? new Checked.Unknown(new Outcome.Failed(AWAY, message))
                    : new Checked.Unsound(new Outcome.Refused(flaw.code, message, flaw.field));
        }
    }

    private JobOrder order(TrainingJob job) throws Flaw {
        name("id", job.id());
        name("adapter", job.adapter());
        budget(job.budget());
        List<String> tags = job.tags();
        if (tags == null || tags.size() > TAGS_MAX || tags.stream().anyMatch(tag -> tag == null || !NAME.matcher(tag).matches())) {
            throw new Flaw("invalid_value", "tags", "are at most " + TAGS_MAX + " texts of the form " + NAME);
        }
        Map<String, String> settings = new TreeMap<>(Objects.requireNonNullElse(job.settings(), Map.of()));
        int examples = number(settings, EXAMPLES, 4000, EXAMPLES_MAX);
        int testItems = number(settings, TEST_ITEMS, 500, TEST_ITEMS_MAX);
        int characters = number(settings, ROW_CHARACTERS, ROW_CHARACTERS_USUAL, ROW_CHARACTERS_MAX);
        AdapterPlan plan = plan(job, settings);
        return new JobOrder(job, plan, base(job), data(job, examples, testItems, characters), testItems);
    }

    private void budget(TrainingJob.@Nullable Budget budget) throws Flaw {
        if (budget == null || budget.steps() < 1 || budget.steps() > limits.stepsMax()) {
            throw new Flaw("invalid_value", "budget.steps", "has to be from 1 to " + limits.stepsMax());
        }
        Double cpu = budget.cpuSecondsMax();
        if (cpu != null && !(cpu > 0 && cpu <= limits.cpuSecondsMax())) {
            throw new Flaw("invalid_value", "budget.cpuSecondsMax", "has to be above 0 and at most " + limits.cpuSecondsMax());
        }
    }

    private static AdapterPlan plan(TrainingJob job, Map<String, String> settings) throws Flaw {
        AdapterKind kind = Arrays.stream(AdapterKind.values())
                .filter(each -> each.toString().equals(job.kind()))
                .findFirst()
                .orElseThrow(() -> new Flaw("unknown_kind", "kind", "is one of " + Arrays.toString(AdapterKind.values())));
        try {
            return PlanSettings.plan(kind, job.budget().steps(), job.seed(), settings);
        } catch (IllegalArgumentException wrong) {
            throw new Flaw("invalid_value", "settings", String.valueOf(wrong.getMessage()));
        }
    }

    private static void name(String field, @Nullable String value) throws Flaw {
        if (value == null || !NAME.matcher(value).matches()) {
            throw new Flaw("invalid_value", field, "is a text of the form " + NAME);
        }
    }

    private Base base(TrainingJob job) throws Flaw {
        name("base", job.base());
        Path folder = models.resolve(job.base());
        if (!Files.isRegularFile(folder.resolve("config.json"))) {
            throw new Flaw("unknown_base", "base", "this worker has no model '" + job.base() + "'");
        }
        Base base;
        try {
            base = Base.read(folder);
        } catch (IOException unreadable) {
            throw new Flaw("unknown_base", "base", "this worker can't read its model '" + job.base() + "': " + unreadable.getMessage());
        }
        if (job.baseDigest() != null && !job.baseDigest().equals(base.digest())) {
            throw new Flaw("other_base", "baseDigest", "this worker's model '" + job.base() + "' has the digest " + base.digest());
        }
        return base;
    }

    private AdapterData data(TrainingJob job, int examples, int testItems, int characters) throws Flaw {
        TrainingJob.DataReference reference = job.data();
        if ((job.task() == null) == (reference == null)) {
            throw new Flaw("invalid_value", "task", "either task or data has to be there");
        }
        if (reference == null) {
            if (!TaskGenerator.teachable().contains(job.task())) {
                throw new Flaw("unknown_task", "task", "is one of " + TaskGenerator.teachable());
            }
            return AdapterData.ofSkill(Objects.requireNonNull(job.task()), job.seed(), examples, testItems);
        }
        name("data.file", reference.file());
        try {
            Path file = files.resolve(reference.file());
            if (rows != null && reference.digest() != null && !Files.exists(file)) {
                fetch(rows, reference.digest(), file);
            }
            if (!Files.isRegularFile(file) || Files.size(file) > BYTES_MAX) {
                throw new Flaw("unknown_data", "data.file",
                        "this worker has no file '" + reference.file() + "' of at most " + BYTES_MAX + " bytes");
            }
            AdapterData data = reference.isDataSet() ? dataSet(file, reference, characters) : AdapterData.ofFile(file, testItems);
            if (reference.digest() != null && !reference.digest().equals(data.digest())) {
                throw new Flaw("other_data", "data.digest", "this worker's file has the digest " + data.digest());
            }
            return data;
        } catch (IOException unreadable) {
            throw new Flaw("unreadable_data", "data.file", String.valueOf(unreadable.getMessage()));
        }
    }

    private static AdapterData dataSet(Path file, TrainingJob.DataReference reference, int characters) throws Flaw, IOException {
        List<String> parents = Objects.requireNonNullElse(reference.parents(), List.of());
        if (parents.size() > PARENTS_MAX || parents.stream().anyMatch(parent -> parent == null || !NAME.matcher(parent).matches())) {
            throw new Flaw("invalid_value", "data.parents", "are at most " + PARENTS_MAX + " digests");
        }
        String source = Objects.requireNonNullElse(reference.source(), "data set sha256:" + reference.digest());
        return AdapterData.ofDataSet(file, source, parents, characters);
    }

    private static void fetch(DataSetClient rows, String digest, Path file) throws Flaw, IOException {
        if (!digest.matches("[0-9a-f]{64}")) {
            throw new Flaw("invalid_value", "data.digest", "is a SHA-256 in lower-case hexadecimal digits");
        }
        switch (rows.fetch(digest, file, BYTES_MAX)) {
            case DataSetAnswer.Fetched there -> { }
            case DataSetAnswer.Refused no -> throw new Flaw("unknown_data", "data.digest", "no data set " + digest + " can be had: " + no.message());
            case DataSetAnswer.Away away -> throw new Flaw(AWAY, "data.digest", "the data set " + digest + " could not be fetched: " + away.why());
        }
    }

    /** Takes the setting away, so that what is left is the plan's. */
    private static int number(Map<String, String> settings, String name, int usual, int max) throws Flaw {
        String text = settings.remove(name);
        if (text == null) {
            return usual;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= max) {
                return value;
            }
        } catch (NumberFormatException none) {
            // Told below, with the range.
        }
        throw new Flaw("invalid_value", "settings." + name, "has to be a whole number from 1 to " + max);
    }
}
