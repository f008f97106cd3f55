package io.sluice.registry.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.adapter.AdapterResidency;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.event.AdapterLifecycleEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random lives of three adapters; each case's seed is its name. */
class CatalogPropertyTest {

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyOrderAndAnyDuplicatesLeadToTheSameCatalog(int seed) {
        Random random = new Random(seed);
        List<Story> stories = lives(random);
        List<AdapterLifecycleEvent> events = events(stories);
        events.addAll(events.subList(0, random.nextInt(events.size())));
        Collections.shuffle(events, random);

        assertThat(fold(events)).isEqualTo(stories.stream().map(Story::state).toList());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theLastEventOfEachNameIsEnough(int seed) {
        List<Story> stories = lives(new Random(seed));
        Map<String, AdapterLifecycleEvent> compacted = events(stories).stream()
                .collect(Collectors.toMap(AdapterLifecycleEvent::aggregateId, Function.identity(), (older, newer) -> newer));

        assertThat(fold(List.copyOf(compacted.values()))).isEqualTo(stories.stream().map(Story::state).toList());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverIsAskedTheStateAgreesWithItself(int seed) {
        for (Story story : lives(new Random(seed))) {
            assertThat(story.events).extracting(event -> event.state().sequence())
                    .isEqualTo(IntStream.rangeClosed(1, story.events.size()).mapToObj(Long::valueOf).toList());
            story.events.forEach(event -> assertSound(event.state()));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyOrderAndAnyDuplicatesLeadToTheSameResidency(int seed) {
        Random random = new Random(seed);
        List<AdapterResidency> told = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            told.add(new AdapterResidency("worker-" + i % 3, Story.AT.plusSeconds(i / 20), i % 20, List.of(
                    new AdapterResidency.Resident("d" + i, "sort", "1", 1)), 10));
        }
        Residency inOrder = new Residency();
        told.forEach(inOrder::apply);
        told.addAll(told.subList(0, random.nextInt(told.size())));
        Collections.shuffle(told, random);
        Residency mixed = new Residency();
        told.forEach(mixed::apply);

        assertThat(mixed.list()).isEqualTo(inOrder.list());
        assertThat(mixed.workersWith("sort")).isEqualTo(3);
    }

    private static List<AdapterState> fold(List<AdapterLifecycleEvent> events) {
        Catalog catalog = new Catalog();
        events.forEach(event -> catalog.apply(event.state()));
        return catalog.list();
    }

    private static List<AdapterLifecycleEvent> events(List<Story> stories) {
        return stories.stream().flatMap(story -> story.events.stream()).collect(Collectors.toCollection(ArrayList::new));
    }

    private static List<Story> lives(Random random) {
        return IntStream.range(0, 3).mapToObj(i -> {
            Story story = new Story("adapter-" + i).adds("1");
            for (int step = 0; step < 60; step++) {
                story.ask(any(random, story.name));
            }
            return story;
        }).toList();
    }

    private static Command any(Random random, String name) {
        String version = Integer.toString(1 + random.nextInt(6));
        return switch (random.nextInt(10)) {
            case 0, 1 -> new Command.Add(Story.manifest(name, "", "digest-" + random.nextInt(9)), random.nextBoolean());
            case 2 -> random.nextBoolean() ? new Command.Validate(version) : new Command.Reject(version, "code", "reason");
            case 3 -> new Command.StartCanary(version, random.nextInt(120), List.of("tenant-a"));
            case 4, 5 -> new Command.Promote(version);
            case 6 -> new Command.RollBack(random.nextBoolean() ? version : null, "reason");
            case 7 -> new Command.Deactivate();
            case 8 -> random.nextBoolean() ? new Command.Pin("tenant-a", random.nextBoolean() ? version : null)
                    : new Command.Alias("stable", random.nextBoolean() ? version : null);
            default -> new Command.Retire(version);
        };
    }

    private static void assertSound(AdapterState state) {
        assertThat(versions(state, AdapterStage.ACTIVE)).isEqualTo(state.active() == null ? List.of() : List.of(state.active()));
        assertThat(versions(state, AdapterStage.CANARY))
                .isEqualTo(state.canary() == null ? List.of() : List.of(state.canary().version()));
        assertThat(state.earlier()).allMatch(version -> state.find(version).orElseThrow().stage() == AdapterStage.VALIDATED);
        assertThat(state.pins().values()).allMatch(version -> state.find(version).orElseThrow().stage().serves());
        assertThat(state.aliases().values()).allMatch(version -> state.find(version).orElseThrow().stage().serves());
    }

    private static List<String> versions(AdapterState state, AdapterStage stage) {
        return state.versions().stream().filter(each -> each.stage() == stage)
                .map(AdapterVersion::manifest).map(manifest -> manifest.version()).toList();
    }
}
