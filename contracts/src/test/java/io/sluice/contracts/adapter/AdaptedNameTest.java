package io.sluice.contracts.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.contracts.adapter.AdaptedName.Part;
import io.sluice.contracts.model.EndpointState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptedNameTest {

    @Test
    void readsAVersionAndLeavesItOut() {
        assertThat(AdaptedName.parse("sluice-large:sort@2")).isEqualTo(new AdaptedName("sluice-large", List.of(new Part("sort", "2", 1))));
        assertThat(AdaptedName.parse("org/m:sort").parts()).containsExactly(new Part("sort", null, 1));
        assertThat(AdaptedName.parse("m:sort").isPlain()).isTrue();
    }

    @Test
    void readsAWeightedSum() {
        AdaptedName sum = AdaptedName.parse("m:a-b@1.0*0.7+c*-0.25+d");
        assertThat(sum.parts()).containsExactly(new Part("a-b", "1.0", 0.7), new Part("c", null, -0.25), new Part("d", null, 1));
        assertThat(sum.isPlain()).isFalse();
        assertThat(AdaptedName.parse("m:a*0.5").isPlain()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"m:a", "m:a@1", "m:a@1*0.7+b*0.3", "m:a*0.000001+b*-12.5", "m:a*100"})
    void writesWhatItRead(String name) {
        assertThat(AdaptedName.parse(name)).hasToString(name);
    }

    @Test
    void equalWeightsAreWrittenAlike() {
        assertThat(AdaptedName.parse("m:a*0.50+b*1.0")).hasToString("m:a*0.5+b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"m", ":a", "m:", "m:a@", "m:a*", "m:a*x", "m:a*1e3", "m:a*.5", "m:a+", "m:a b", "m b:a", "m\n:a", "m:a:b", "m:../a",
            "m:a*1000", "m:a*0.1234567", "m:a+a*2", "m:a+b+c+d+e+f+g+h+i"})
    void refusesAnythingElse(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> AdaptedName.parse(name)).withMessageStartingWith(
                name.equals("m:a+a*2") ? "names an adapter twice" : name.endsWith("+i") ? "names more than 8" : "must be BASE:NAME");
    }

    @Test
    void autoStandsAlone() {
        assertThat(AdaptedName.isAuto("sluice-large:auto")).isTrue();
        assertThat(AdaptedName.parse("sluice-large:auto").base()).isEqualTo("sluice-large");
        assertThat(List.of("sluice-large", "auto", ":auto", "m:automatic", "m:auto@1")).noneMatch(AdaptedName::isAuto);
        for (String name : List.of("m:auto@1", "m:auto*0.5", "m:sort+auto")) {
            assertThatIllegalArgumentException().isThrownBy(() -> AdaptedName.parse(name)).withMessageContaining("auto beside something else");
        }
    }

    @Test
    void theBaseIsWhatStandsBeforeIt() {
        assertThat(AdaptedName.baseOf("sluice-large:a*0.7+b")).isEqualTo("sluice-large");
        assertThat(AdaptedName.baseOf("sluice-large")).isEqualTo("sluice-large");
    }

    @Test
    void anEndpointHoldsAnyVersionWhereNoneIsNamed() {
        EndpointState state = new EndpointState(List.of(), 0, 0, 1, List.of("m:sort@2"));
        assertThat(state.holds("m", new Part("sort", null, 1))).isTrue();
        assertThat(state.holds("m", new Part("sort", "2", 0.5))).isTrue();
        assertThat(state.holds("m", new Part("sort", "1", 1))).isFalse();
        assertThat(state.holds("m", new Part("so", null, 1))).isFalse();
        assertThat(state.holds("other", new Part("sort", "2", 1))).isFalse();
    }
}
