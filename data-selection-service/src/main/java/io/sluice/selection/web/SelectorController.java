package io.sluice.selection.web;

import io.sluice.selection.selector.Knob;
import io.sluice.selection.selector.Selector;
import io.sluice.selection.selector.catalog.Selectors;
import java.util.List;
import java.util.Locale;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Which selectors there are, and what can be set. */
@RestController
class SelectorController {

    /** @param needs of {@code target}, {@code pool}, {@code likelihoods} */
    record About(String name, String meaning, List<String> needs, List<Setting> settings) {

        static About of(Selector selector) {
            Selector.About about = selector.about();
            return new About(about.name(), about.meaning(), about.needs().stream().map(need -> need.name().toLowerCase(Locale.ROOT)).sorted().toList(),
                    about.knobs().stream().map(Setting::of).toList());
        }
    }

    /** @param usual taken where a job says nothing */
    record Setting(String name, String meaning, String range, Object usual) {

        static Setting of(Knob knob) {
            return new Setting(knob.name(), knob.meaning(), knob.range(), knob.usual());
        }
    }

    record Listing(List<About> data) {
    }

    @GetMapping("/selectors")
    Listing selectors() {
        return new Listing(Selectors.all().stream().map(About::of).toList());
    }
}
