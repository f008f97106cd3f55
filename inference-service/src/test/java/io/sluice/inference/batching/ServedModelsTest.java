package io.sluice.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.inference.engine.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServedModelsTest {

    private final ServedModels models = new ServedModels();
    private final FakeModel model = new FakeModel("one", 10, 1);
    private final List<LanguageModel> left = new ArrayList<>();

    ServedModelsTest() {
        models.add(model, ModelRole.SMALL);
    }

    @Test
    void whoNobodyUsesLeavesAtOnce() {
        assertThat(models.remove("one", left::add)).isTrue();
        assertThat(left).containsExactly(model);
        assertThat(models.find("one")).isNull();
        assertThat(models.bases()).isEmpty();
        assertThat(models.remove("one", left::add)).isFalse();
    }

    @Test
    void whoIsUsedLeavesWithTheLastLease() {
        ServedModels.Lease first = models.lease("one");
        ServedModels.Lease second = models.lease("one");
        assertThat(models.remove("one", left::add)).isTrue();
        assertThat(models.lease("one")).isNull();
        assertThat(models.bases()).as("its passes go on").containsExactly(model);
        first.close();
        first.close();
        assertThat(left).isEmpty();
        second.close();
        assertThat(left).containsExactly(model);
        assertThat(models.bases()).isEmpty();
    }

    @Test
    void onlyWhoIsUnusedIsRemovedAsUnused() {
        ServedModels.Lease lease = models.lease("one");
        assertThat(models.removeUnused("one", left::add)).isFalse();
        assertThat(models.find("one")).isSameAs(model);
        lease.close();
        assertThat(models.removeUnused("one", left::add)).isTrue();
        assertThat(left).containsExactly(model);
    }

    @Test
    void aNameIsFreeOnceItsModelHasLeft() {
        ServedModels.Lease lease = models.lease("one");
        models.remove("one", left::add);
        FakeModel next = new FakeModel("one", 10, 2);
        models.add(next, ModelRole.SMALL);
        assertThat(models.find("one")).isSameAs(next);
        assertThat(lease.model()).isSameAs(model);
        lease.close();
        assertThat(models.find("one")).isSameAs(next);
        assertThat(models.bases()).containsExactly(next);
    }
}
