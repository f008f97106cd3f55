package io.sluice.selection.pipeline;

import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.selection.job.Folded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All pipelines as their facts tell. Bounded: beyond so many the ones that ended first are left out. One thread applies, any number reads. */
public final class PipelineBook {

    private final int endedMax;
    private final Map<String, PipelineFold> pipelines = new LinkedHashMap<>();
    /** Those of which something is to be done. */
    private final TreeSet<String> open = new TreeSet<>();
    private final Deque<String> ended = new ArrayDeque<>();

    /** @param endedMax pipelines that ended and are still told of */
    public PipelineBook(int endedMax) {
        this.endedMax = endedMax;
    }

    public synchronized Folded apply(PipelineEvent fact) {
        PipelineFold pipeline = pipelines.getOrDefault(fact.pipeline(), new PipelineFold());
        Folded folded = pipeline.apply(fact);
        if (folded instanceof Folded.Applied) {
            pipelines.putIfAbsent(fact.pipeline(), pipeline);
            if (pipeline.next().isPresent()) {
                open.add(fact.pipeline());
                ended.remove(fact.pipeline());
            } else if (open.remove(fact.pipeline())) {
                ended.add(fact.pipeline());
                while (ended.size() > endedMax) {
                    pipelines.remove(ended.remove());
                }
            }
        }
        return folded;
    }

    public synchronized Optional<Pipeline> find(String id) {
        return Optional.ofNullable(pipelines.get(id)).map(PipelineFold::view);
    }

    /**
     * The newest first.
     *
     * @param status null: all
     * @param before only those that were asked for before this one; null: from the newest on
     */
    public synchronized List<Pipeline> list(Pipeline.@Nullable Status status, @Nullable String before, int limit) {
        List<Pipeline> found = new ArrayList<>();
        boolean begun = before == null || !pipelines.containsKey(before);
        for (Map.Entry<String, PipelineFold> each : pipelines.entrySet().stream().toList().reversed()) {
            if (begun && (status == null || each.getValue().status() == status) && found.size() < limit) {
                found.add(each.getValue().view());
            }
            begun |= each.getKey().equals(before);
        }
        return found;
    }

    /** Of which something is to be done. */
    public synchronized List<String> open() {
        return List.copyOf(open);
    }

    public synchronized Optional<Action> next(String id) {
        return Optional.ofNullable(pipelines.get(id)).flatMap(PipelineFold::next);
    }

    /** Whether a pipeline that has something to do reads this data set. */
    public synchronized boolean uses(String dataSet) {
        String name = "sha256:" + dataSet;
        return open.stream().map(id -> pipelines.get(id).view()).anyMatch(each -> name.equals(each.request().selection().pool())
                || name.equals(each.request().selection().target()) || name.equals(each.request().judging().heldOut())
                || name.equals(each.request().judging().others()) || each.selected() != null && each.selected().dataSet().equals(dataSet));
    }
}
