package io.sluice.selection.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static final Knob.Quantity LEVEL = Knob.Quantity.count("level", 1, 0, 9, "how hard");
    private static final Knob.Quantity SHARE = Knob.Quantity.of("share", 0.5, 0, 1, "how much");
    private static final Knob.Choice KIND = new Knob.Choice("kind", "a", List.of("a", "b"), "which");
    private static final Knob.Text MODEL = new Knob.Text("model", "", 8, "whom to ask");
    private static final List<Knob> KNOBS = List.of(LEVEL, SHARE, KIND, MODEL);

    @Test
    void whatIsNotGivenIsUsual() throws SelectorException {
        Settings settings = Settings.of(KNOBS, Map.of("level", 3));

        assertThat(settings.count(LEVEL)).isEqualTo(3);
        assertThat(settings.number(SHARE)).isEqualTo(0.5);
        assertThat(settings.is(KIND, "a")).isTrue();
        assertThat(settings.text(MODEL)).isEmpty();
    }

    @Test
    void aCommandLinesTextIsTheSameAsJsonsNumber() throws SelectorException {
        assertThat(Settings.of(KNOBS, Map.of("level", " 4 ", "share", "0.25"))).isEqualTo(Settings.of(KNOBS, Map.of("level", 4L, "share", 0.25)));
    }

    @Test
    void everySettingThatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> Settings.of(KNOBS, Map.of("level", 2.5, "share", Double.NaN, "kind", "c", "modell", "x", "model", "long enough")))
                .isInstanceOfSatisfying(SelectorException.class, wrong -> {
                    assertThat(wrong.code()).isEqualTo(SelectorException.Code.BAD_SETTING);
                    assertThat(wrong.field()).isEqualTo("settings.kind");
                })
                .hasMessageContaining("settings.level has to be a whole number")
                .hasMessageContaining("settings.share is not within 0 to 1")
                .hasMessageContaining("settings.kind has to be one of a, b")
                .hasMessageContaining("settings.modell: there is no such setting, only level, share, kind, model")
                .hasMessageContaining("settings.model has to be a text of at most 8 characters");
    }

    @Test
    void otherKindsOfValuesAreRefused() {
        assertThatThrownBy(() -> Settings.of(KNOBS, Map.of("level", List.of(1)))).hasMessage("settings.level has to be a number");
        assertThatThrownBy(() -> Settings.of(KNOBS, Map.of("level", "many"))).hasMessage("settings.level has to be a number");
        assertThatThrownBy(() -> Settings.of(KNOBS, Map.of("kind", true))).hasMessage("settings.kind has to be one of a, b");
        assertThatThrownBy(() -> Settings.of(List.of(), Map.of("x", 1))).hasMessage("settings.x: there is no such setting");
    }
}
