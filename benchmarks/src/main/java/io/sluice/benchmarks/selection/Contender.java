package io.sluice.benchmarks.selection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A selector with settings.
 *
 * @param name     in tables: the selector's, and what is set otherwise than usual
 * @param selector as the service names it
 * @param settings without those that name models
 */
record Contender(String name, String selector, Map<String, ?> settings) {

    /** In a fixed order, since outcomes are found again by these words. */
    Contender {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    static final String ZIP_FIT = "zip-fit";
    static final String COLOR_FILTER = "color-filter";
    static final String DSIR = "dsir";
    static final String RANDOM = "random";
    static final String FULL = "full";
    static final String DICTIONARY = "zip-fit target=dictionary";

    /** With their usual settings. */
    static final List<Contender> SELECTORS = List.of(usual(ZIP_FIT, Map.of()),
            usual(COLOR_FILTER, Map.of("marginal", AuxiliaryModels.MARGINAL, "conditional", AuxiliaryModels.CONDITIONAL, "form", "chat")),
            usual("instruct-mining", Map.of()), usual(DSIR, Map.of()), usual("moore-lewis", Map.of()),
            usual("perplexity", Map.of("model", AuxiliaryModels.MARGINAL, "form", "chat")), usual(RANDOM, Map.of()), usual(FULL, Map.of()));

    /** Other settings, for precision and cost alone. */
    static final List<Contender> VARIANTS = List.of(new Contender(DICTIONARY, ZIP_FIT, Map.of("target", "dictionary")),
            new Contender("dsir noise=0 length=mean", DSIR, Map.of("noise", 0, "length", "mean")));

    /** Those that work on the thread which scores, and for long enough. */
    static final List<Contender> SCORING = List.of(SELECTORS.get(0), VARIANTS.get(0), SELECTORS.get(2), SELECTORS.get(3), SELECTORS.get(4));

    /** Cheap, and reads the pool before it scores it. */
    static final Contender OF_MEMORY = SELECTORS.get(3);

    static List<Contender> all() {
        List<Contender> all = new ArrayList<>(SELECTORS);
        all.addAll(VARIANTS);
        return all;
    }

    /** Of all there are; everything is chosen once. */
    List<Double> budgets(List<Double> all) {
        return selector.equals(FULL) ? List.of(1.0) : all;
    }

    boolean asksModels() {
        return settings.containsKey("conditional") || settings.containsKey("model");
    }

    private static Contender usual(String selector, Map<String, ?> settings) {
        return new Contender(selector, selector, settings);
    }
}
