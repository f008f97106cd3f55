package io.sluice.inference.fusion;

import io.sluice.contracts.model.ModelCard.Adapter;
import io.sluice.inference.decoding.fusion.LogitFusion;
import io.sluice.inference.engine.AdapterFiles;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.KvMemory;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelInfo;
import io.sluice.inference.engine.ModelRefusedException;
import io.sluice.inference.engine.Tokenizer;
import io.sluice.inference.engine.Vocabularies;
import io.sluice.inference.engine.hook.ModelShape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Several models that read every sequence together, and whose logits a {@link LogitFusion} makes one. Those who call it see
 * a model like any other. A pass is a pass of each model over the same segments, so all have read the same tokens at any
 * time, and what one row computes depends on its own sequence only, as in each of them. A pass that fails in one model is
 * taken back in those that had finished it.
 *
 * <p>Operations, parameters and memory are those of all models together; hooks and their shape are the first one's.
 */
final class FusedModel implements LanguageModel {

    private final List<LanguageModel> models;
    private final LogitFusion fusion;
    private final ModelInfo info;

    /**
     * @param models as the fusion wants them; closed by this one, once it was made
     * @throws ModelRefusedException when their tokens are not the same
     */
    FusedModel(String name, List<LanguageModel> models, LogitFusion fusion) {
        if (models.size() != fusion.models()) {
            throw new IllegalArgumentException(models.size() + " models for a fusion of " + fusion.models());
        }
        this.models = List.copyOf(models);
        this.fusion = fusion;
        LanguageModel first = models.getFirst();
        for (LanguageModel other : models) {
            if (!Vocabularies.alike(first, other)) {
                throw new ModelRefusedException("the models " + first.info().name() + " and " + other.info().name()
                        + " have different vocabularies, so their logits can't be put together");
            }
        }
        this.info = info(name);
    }

    private ModelInfo info(String name) {
        List<String> parts = new ArrayList<>();
        models.stream().skip(1).map(model -> model.info().digest()).forEach(parts::add);
        parts.add(fusion.description());
        ModelInfo first = models.getFirst().info();
        return new ModelInfo(name, models.stream().mapToLong(model -> model.info().parameters()).sum(),
                models.stream().mapToInt(model -> model.info().contextLength()).min().orElseThrow(), first.vocabularySize(),
                AdapterFiles.digest(first.digest(), parts), models.get(fusion.speaker()).info().endTokens(),
                sum(ModelInfo::flopsPerToken), sum(ModelInfo::attentionFlopsPerPosition));
    }

    private double sum(ToDoubleFunction<ModelInfo> part) {
        return models.stream().map(LanguageModel::info).mapToDouble(part).sum();
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public Tokenizer tokenizer() {
        return models.get(fusion.speaker()).tokenizer();
    }

    @Override
    public ModelShape shape() {
        return models.getFirst().shape();
    }

    @Override
    public boolean selfChecked() {
        return models.stream().allMatch(LanguageModel::selfChecked);
    }

    /** Of the first model, as its hooks see its positions. */
    @Override
    public List<Adapter> adapters() {
        return models.getFirst().adapters();
    }

    @Override
    public LanguageModel twin() {
        List<LanguageModel> twins = new ArrayList<>();
        try {
            models.forEach(model -> twins.add(model.twin()));
            return new FusedModel(info.name(), twins, fusion);
        } catch (RuntimeException | OutOfMemoryError failed) {
            twins.forEach(LanguageModel::close);
            throw failed;
        }
    }

    /** Each sequence takes a page of every model; what the scarcest of them has left is what is left. The farthest reach counts. */
    @Override
    public KvMemory kvMemory() {
        List<KvMemory> all = models.stream().map(LanguageModel::kvMemory).toList();
        return new KvMemory(all.getFirst().tokensPerPage(), bytesPerPage(),
                all.stream().mapToInt(KvMemory::pagesHeld).max().orElseThrow(), all.stream().mapToInt(KvMemory::pagesMax).min().orElseThrow(),
                all.stream().mapToInt(KvMemory::reach).max().orElseThrow());
    }

    private long bytesPerPage() {
        return models.stream().mapToLong(model -> model.kvMemory().bytesPerPage()).sum();
    }

    @Override
    public void limitKvMemory(long bytes) {
        long pages = bytes / bytesPerPage();
        models.forEach(model -> model.limitKvMemory(pages * model.kvMemory().bytesPerPage()));
    }

    @Override
    public KvCache allocate(int maxTokens) {
        return FusedCache.of(models, model -> model.allocate(maxTokens));
    }

    @Override
    public List<float[][]> forward(List<Segment> segments) {
        int[] lengths = segments.stream().mapToInt(segment -> segment.cache().length()).toArray();
        List<List<float[][]>> all = new ArrayList<>(models.size());
        try {
            for (int m = 0; m < models.size(); m++) {
                all.add(models.get(m).forward(of(m, segments)));
            }
        } catch (RuntimeException | Error failed) {
            for (int s = 0; s < lengths.length; s++) {
                FusedCache.in(segments.get(s)).truncate(all.size(), lengths[s]);
            }
            throw failed;
        }
        float[][] position = new float[models.size()][];
        for (int s = 0; s < segments.size(); s++) {
            for (int row = 0; row < all.getFirst().get(s).length; row++) {
                for (int m = 0; m < position.length; m++) {
                    position[m] = all.get(m).get(s)[row];
                }
                fusion.fuse(position);
            }
        }
        return all.getFirst();
    }

    private static List<Segment> of(int model, List<Segment> segments) {
        List<Segment> own = new ArrayList<>(segments.size());
        for (Segment segment : segments) {
            KvCache cache = FusedCache.in(segment).part(model);
            own.add(model == 0 ? new Segment(cache, segment.tokens(), segment.wanted(), segment.hooks())
                    : new Segment(cache, segment.tokens(), segment.wanted()));
        }
        return own;
    }

    @Override
    public void close() {
        models.forEach(LanguageModel::close);
    }
}
