package io.sluice.selection.selector.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.selection.selector.Knob;
import io.sluice.selection.selector.Selector;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.Settings;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorsTest {

    @Test
    void areKnownByTheirNames() throws SelectorException {
        assertThat(Selectors.all()).extracting(Selector::name).containsExactly("zip-fit", "color-filter", "instruct-mining", "dsir", "moore-lewis",
                "perplexity", "random", "full");
        for (Selector each : Selectors.all()) {
            assertThat(Selectors.named(each.name())).isSameAs(each);
            assertThat(each.about().meaning()).endsWith(".");
        }
        assertThatThrownBy(() -> Selectors.named("zipfit")).isInstanceOfSatisfying(SelectorException.class,
                wrong -> assertThat(wrong.field()).isEqualTo("selector")).hasMessageContaining("only zip-fit, color-filter");
    }

    @Test
    void usualSettingsAreAmongThoseThatMayBeGiven() throws SelectorException {
        for (Selector each : Selectors.all()) {
            Map<String, Object> usual = new HashMap<>();
            each.about().knobs().forEach(knob -> usual.put(knob.name(), knob.usual()));

            assertThat(usual).hasSameSizeAs(each.about().knobs());
            assertThat(Settings.of(each.about().knobs(), usual)).isEqualTo(Settings.of(each.about().knobs(), Map.of()));
            assertThat(each.about().knobs()).allSatisfy(knob -> assertThat(knob.meaning()).isNotBlank()).extracting(Knob::range).doesNotContain("");
        }
    }
}
