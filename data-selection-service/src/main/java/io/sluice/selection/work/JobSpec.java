package io.sluice.selection.work;

import io.sluice.contracts.selection.SelectionInput;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.file.Sha256;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.Selector;
import io.sluice.selection.selector.Selector.Need;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.SelectorException.Code;
import io.sluice.selection.selector.Settings;
import io.sluice.selection.selector.catalog.Selectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request held against what there is: its data sets and selector exist, its settings fit the selector, its quotas the budget.
 *
 * @param target null where there is none
 */
public record JobSpec(String job, SelectionRequest request, DataSet pool, @Nullable DataSet target, Selector selector, Settings settings) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DIGEST = "sha256:";
    /** Changes with what shards leave. */
    private static final String FORMAT = "1";

    /**
     * @param request with digests in place of names
     * @throws SelectorException telling the field that does not fit
     */
    public static JobSpec of(String job, SelectionRequest request, DataSets sets) throws SelectorException, IOException {
        check(request);
        Selector selector = Selectors.named(request.selector());
        DataSet pool = find(Code.BAD_POOL, "pool", request.pool(), sets);
        DataSet target = request.target() == null ? null : find(Code.BAD_TARGET, "target", request.target(), sets);
        if (target != null && target.profile().rows() > Preparation.TARGET_ROWS_MAX) {
            throw new SelectorException(Code.BAD_TARGET, "target",
                    "target has " + target.profile().rows() + " rows, more than " + Preparation.TARGET_ROWS_MAX);
        }
        JobSpec spec = new JobSpec(job, request, pool, target, selector, selector.settings(request.settings()));
        spec.quotas().check();
        return spec;
    }

    /**
     * What can be checked before the data sets are there.
     *
     * @throws SelectorException telling all that does not fit, and the field of the first
     */
    public static void check(SelectionRequest request) throws SelectorException {
        List<SelectionRequest.Problem> problems = request.problems();
        List<SelectorException> unfit = unfit(request);
        String all = Stream.concat(problems.stream().map(each -> each.field() + " " + each.message()), unfit.stream().map(Throwable::getMessage))
                .collect(Collectors.joining("; "));
        if (!problems.isEmpty()) {
            throw new SelectorException(Code.BAD_SETTING, problems.getFirst().field(), all);
        }
        if (!unfit.isEmpty()) {
            throw new SelectorException(unfit.getFirst().code(), unfit.getFirst().field(), all);
        }
    }

    /** What of target, selector and settings does not fit the selector, beside what {@link SelectionRequest#problems} tells; empty where nothing is wrong. */
    public static List<SelectorException> unfit(SelectionRequest request) {
        List<SelectorException> unfit = new ArrayList<>();
        try {
            Selector selector = Selectors.named(request.selector());
            if (request.target() == null && selector.about().needs().contains(Need.TARGET)) {
                unfit.add(new SelectorException(Code.BAD_TARGET, "target",
                        "target is missing: " + selector.name() + " needs rows that are like what is wanted"));
            }
            selector.settings(request.settings());
        } catch (SelectorException wrong) {
            if (!request.selector().isBlank()) {
                unfit.add(wrong);
            }
        }
        return unfit;
    }

    private static DataSet find(Code code, String field, String name, DataSets sets) throws SelectorException, IOException {
        String digest = name.startsWith(DIGEST) ? name.substring(DIGEST.length()) : "";
        return (digest.isEmpty() ? Optional.<DataSet>empty() : sets.find(digest))
                .orElseThrow(() -> new SelectorException(code, field, field + ": there is no data set " + name));
    }

    /** As facts tell it. */
    public SelectionInput poolInput() {
        return input(pool);
    }

    /** As facts tell it; null where there is none. */
    public @Nullable SelectionInput targetInput() {
        return target == null ? null : input(target);
    }

    private static SelectionInput input(DataSet set) {
        return new SelectionInput(set.digest(), set.records(), set.profile().rows(), set.shards());
    }

    /** Rows to choose. */
    long budget() {
        return request.budgetRows(pool.profile().rows());
    }

    LabelQuotas quotas() {
        return new LabelQuotas(request.quotas(), budget());
    }

    boolean near() {
        return request.duplicates().near() != null;
    }

    /** Whether other jobs could use what this one leaves. What a model says hangs on more than its name, so not where models are asked. */
    boolean shares() {
        return !selector.about().needs().contains(Need.LIKELIHOODS) && settings.values().getOrDefault("model", "").equals("");
    }

    /** Names tell what an artefact is made of, so that jobs which agree in that share it. They go with their pool. */
    String preparedName() {
        StringBuilder of = new StringBuilder(selector.name()).append(' ').append(selector.version()).append(' ')
                .append(JSON.writeValueAsString(settings.values())).append(' ').append(request.seed());
        if (target != null && selector.about().needs().contains(Need.TARGET)) {
            of.append(" target ").append(target.digest());
        }
        if (!shares()) {
            of.append(" job ").append(job);
        }
        return name("prepared", of.toString());
    }

    String scoresFolder() {
        return name("scores", preparedName());
    }

    String scoresName(int shard) {
        return scoresFolder() + "/" + shard;
    }

    String printsName(int shard) {
        return pool.digest() + (near() ? "/prints-near-" : "/prints-exact-") + FORMAT + "/" + shard;
    }

    private String name(String kind, String of) {
        return pool.digest() + "/" + kind + "-" + Sha256.of(kind + " " + FORMAT + " " + of);
    }

    /** Where the lineage of a result lies; it goes with the result. */
    public static String lineageName(String dataSet, String lineage) {
        return dataSet + "/lineage-" + lineage;
    }
}
