package io.sluice.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.AdapterReport;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Usage;
import io.sluice.contracts.routing.AdapterDials.Selector;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TotalsTest {

    private static Totals after(@Nullable AdapterReport report) {
        Totals totals = new Totals(false);
        totals.add(new GenerateEvent.Completed(new Usage(5, 2), new RoutingReport(Policy.PINNED, new Dials(null, 0, 1, 1, 0, 0, 0), null,
                Map.of("m:sort@2", 2), 0, 0, 0, null, null, null, null, null, null, report, 1, 1, 1)));
        return totals;
    }

    @Test
    void scoresOfASelectorAreTold() {
        AdapterReport report = new AdapterReport(Selector.MHR, "sort",
                List.of(new AdapterReport.Score("sort@2", 0.75), new AdapterReport.Score("add@1", 0.25)));
        assertThat(after(report).sluice("why").get("adapters")).hasToString(
                "{\"selector\":\"mhr\",\"task\":\"sort\",\"scores\":[{\"adapter\":\"sort@2\",\"score\":0.75},{\"adapter\":\"add@1\",\"score\":0.25}]}");
    }

    @Test
    void whereNobodyChoseThereAreNone() {
        assertThat(after(null).sluice("why").has("adapters")).isFalse();
    }
}
