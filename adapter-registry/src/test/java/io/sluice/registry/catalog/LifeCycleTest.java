package io.sluice.registry.catalog;

import static io.sluice.contracts.adapter.AdapterStage.ACTIVE;
import static io.sluice.contracts.adapter.AdapterStage.CANARY;
import static io.sluice.contracts.adapter.AdapterStage.REJECTED;
import static io.sluice.contracts.adapter.AdapterStage.RETIRED;
import static io.sluice.contracts.adapter.AdapterStage.UPLOADED;
import static io.sluice.contracts.adapter.AdapterStage.VALIDATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.AdapterActivated;
import io.sluice.contracts.event.AdapterRolledBack;
import io.sluice.contracts.event.AdapterUploaded;
import io.sluice.contracts.event.AdapterValidated;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifeCycleTest {

    private final Story story = new Story("sort");

    @Test
    void anAddedVersionThatFitsIsUploadedAndValidatedTogether() {
        Decision decision = story.ask(new Command.Add(Story.manifest("sort", "", "d"), true));

        assertThat(decision).isInstanceOfSatisfying(Decision.Accepted.class, accepted -> {
            assertThat(accepted.events()).hasExactlyElementsOfTypes(AdapterUploaded.class, AdapterValidated.class);
            assertThat(accepted.events().getFirst().state().sequence()).isEqualTo(1);
            assertThat(accepted.state().sequence()).isEqualTo(2);
        });
        assertThat(story.stage("1")).isEqualTo(VALIDATED);
    }

    @Test
    void theSameFilesAgainChangeNothingAndOtherFilesUnderTheVersionAreAConflict() {
        story.adds("1");

        assertThat(story.ask(new Command.Add(Story.manifest("sort", "1", "digest-1"), true))).isInstanceOf(Decision.Unchanged.class);
        assertThat(story.ask(new Command.Add(Story.manifest("sort", "", "digest-1"), true))).isInstanceOf(Decision.Unchanged.class);
        assertThat(story.refusal(new Command.Add(Story.manifest("sort", "1", "other"), true))).isEqualTo("version_exists");
    }

    @Test
    void versionsWithoutANameAreNumbered() {
        story.adds("7").adds("beta").does(new Command.Alias("8", "7")).does(new Command.Add(Story.manifest("sort", "", "d"), true));

        assertThat(story.stage("9")).isEqualTo(VALIDATED);
    }

    @Test
    void anUploadedVersionIsValidatedOrRejectedLater() {
        story.does(new Command.Add(Story.manifest("sort", "1", "a"), false)).does(new Command.Add(Story.manifest("sort", "2", "b"), false));
        assertThat(story.stage("1")).isEqualTo(UPLOADED);
        assertThat(story.refusal(new Command.Promote("1"))).isEqualTo("wrong_stage");

        story.does(new Command.Validate("1")).does(new Command.Reject("2", "wrong_shape", "too wide"));

        assertThat(story.stage("1")).isEqualTo(VALIDATED);
        assertThat(story.stage("2")).isEqualTo(REJECTED);
        assertThat(story.state().find("2").orElseThrow().reason()).isEqualTo("too wide");
        assertThat(story.refusal(new Command.Validate("2"))).isEqualTo("wrong_stage");
        assertThat(story.refusal(new Command.Reject("1", "x", "y"))).isEqualTo("wrong_stage");
    }

    @Test
    void aCanaryIsPromotedAndThePromotionRolledBack() {
        story.adds("1").does(new Command.Promote("1")).adds("2").does(new Command.StartCanary("2", 20, List.of("tenant-a")));
        assertThat(story.stage("2")).isEqualTo(CANARY);
        assertThat(version("tenant-a", 0.9)).isEqualTo("2");
        assertThat(version("tenant-b", 0.19)).isEqualTo("2");
        assertThat(version("tenant-b", 0.2)).isEqualTo("1");

        story.does(new Command.Promote("2"));
        assertThat(story.stage("1")).isEqualTo(VALIDATED);
        assertThat(story.stage("2")).isEqualTo(ACTIVE);
        assertThat(story.state().canary()).isNull();
        assertThat(((AdapterActivated) story.events.getLast()).replaced()).isEqualTo("1");

        story.does(new Command.RollBack(null, "errors"));
        assertThat(story.stage("1")).isEqualTo(ACTIVE);
        assertThat(story.stage("2")).isEqualTo(VALIDATED);
        assertThat(story.state().earlier()).isEmpty();
        assertThat(story.events.getLast()).isInstanceOfSatisfying(AdapterRolledBack.class, back -> {
            assertThat(back.from()).isEqualTo("2");
            assertThat(back.to()).isEqualTo("1");
            assertThat(back.reason()).isEqualTo("errors");
        });
        assertThat(story.refusal(new Command.RollBack(null, null))).isEqualTo("nothing_to_roll_back_to");
    }

    @Test
    void aRollBackEndsTheCanaryFirst() {
        story.adds("1").does(new Command.Promote("1")).adds("2").does(new Command.StartCanary("2", 5, List.of()))
                .does(new Command.RollBack("2", null));

        assertThat(story.stage("2")).isEqualTo(VALIDATED);
        assertThat(story.state().active()).isEqualTo("1");
        assertThat(story.refusal(new Command.RollBack("2", "late signal"))).isEqualTo("nothing_to_roll_back");
    }

    @Test
    void aVersionThatIsBackInCanaryIsNotAlsoWhatARollBackGoesTo() {
        story.adds("1").does(new Command.Promote("1")).adds("2").does(new Command.Promote("2"))
                .does(new Command.StartCanary("1", 5, List.of()));

        assertThat(story.refusal(new Command.RollBack("2", null))).isEqualTo("nothing_to_roll_back_to");
    }

    @Test
    void onlyOneCanaryRuns() {
        story.adds("1").adds("2").does(new Command.StartCanary("1", 5, List.of()));

        assertThat(story.refusal(new Command.StartCanary("2", 5, List.of()))).isEqualTo("canary_running");
        story.does(new Command.StartCanary("1", 50, List.of()));
        assertThat(story.ask(new Command.StartCanary("1", 50, List.of()))).isInstanceOf(Decision.Unchanged.class);
        assertThat(story.refusal(new Command.StartCanary("1", 101, List.of()))).isEqualTo("invalid_value");
        assertThat(story.refusal(new Command.StartCanary("1", Double.NaN, List.of()))).isEqualTo("invalid_value");
        assertThat(story.refusal(new Command.StartCanary("1", 0, List.of()))).isEqualTo("invalid_value");
        assertThat(story.refusal(new Command.StartCanary("1", 1, List.of("no such/name")))).isEqualTo("invalid_value");
    }

    @Test
    void pinsAndAliasesLeadToAVersionAndKeepItFromRetirement() {
        story.adds("1").does(new Command.Promote("1")).adds("2").does(new Command.Pin("tenant-a", "2"))
                .does(new Command.Alias("stable", "1")).does(new Command.Promote("2"));
        assertThat(version("tenant-a", 0)).isEqualTo("2");
        assertThat(story.state().choose("stable", "tenant-a", 0).orElseThrow().manifest().version()).isEqualTo("1");
        assertThat(story.refusal(new Command.Retire("1"))).isEqualTo("version_in_use");
        assertThat(story.refusal(new Command.Retire("2"))).isEqualTo("wrong_stage");
        assertThat(story.refusal(new Command.Alias("2", "1"))).isEqualTo("invalid_alias");
        assertThat(story.refusal(new Command.Pin("tenant-a", "9"))).isEqualTo("version_not_found");

        story.does(new Command.Alias("stable", null)).does(new Command.Retire("1"));

        assertThat(story.stage("1")).isEqualTo(RETIRED);
        assertThat(story.state().choose("1", "tenant-a", 0)).isEmpty();
        assertThat(story.ask(new Command.Retire("1"))).isInstanceOf(Decision.Unchanged.class);
        assertThat(story.refusal(new Command.Promote("1"))).isEqualTo("wrong_stage");
        assertThat(story.refusal(new Command.RollBack(null, null))).as("never to a retired one").isEqualTo("nothing_to_roll_back_to");
    }

    @Test
    void deactivatedAnAdapterAnswersOnlyWhoNamesAVersion() {
        story.adds("1").does(new Command.Promote("1")).adds("2").does(new Command.StartCanary("2", 50, List.of()))
                .does(new Command.Deactivate());

        assertThat(story.state().choose(null, "tenant-a", 0)).isEmpty();
        assertThat(version("1")).isEqualTo("1");
        assertThat(story.ask(new Command.Deactivate())).isInstanceOf(Decision.Unchanged.class);
        assertThat(story.refusal(new Command.RollBack(null, null))).isEqualTo("nothing_to_roll_back");
    }

    @Test
    void ofTwoWhoSawTheSameSequenceOneIsRefused() {
        story.adds("1");
        assertThat(story.ask(new Command.Promote("1"), 2L)).isInstanceOf(Decision.Accepted.class);

        assertThat(story.ask(new Command.Deactivate(), 2L)).isInstanceOfSatisfying(Decision.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo("sequence_conflict");
            assertThat(refused.why()).isEqualTo(Decision.Why.CONFLICT);
        });
        assertThat(story.ask(new Command.Add(Story.manifest("sort", "9", "x"), true), 0L)).isInstanceOf(Decision.Refused.class);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(story.refusal(new Command.Promote("1"))).isEqualTo("adapter_not_found");
        story.adds("1");
        assertThat(story.refusal(new Command.Promote("2"))).isEqualTo("version_not_found");
    }

    @Test
    void namesHaveARule() {
        assertThat(new Story("../x").refusal(new Command.Add(Story.manifest("../x", "1", "d"), true))).isEqualTo("invalid_name");
        assertThat(new Story("auto").refusal(new Command.Add(Story.manifest("auto", "1", "d"), true))).isEqualTo("invalid_name");
        assertThat(story.refusal(new Command.Add(Story.manifest("sort", "a b", "d"), true))).isEqualTo("invalid_version");
    }

    @Test
    void versionsAndChangesAreBounded() {
        for (int i = 1; i <= LifeCycle.VERSIONS_MAX; i++) {
            story.adds(Integer.toString(i)).does(new Command.Promote(Integer.toString(i)));
        }

        assertThat(story.refusal(new Command.Add(Story.manifest("sort", "", "more"), true))).isEqualTo("too_many_versions");
        assertThat(story.state().changes()).hasSize(50);
        assertThat(story.state().earlier()).hasSize(16).startsWith("63");
    }

    private String version(String tenant, double draw) {
        return story.state().choose(null, tenant, draw).orElseThrow().manifest().version();
    }

    private String version(String named) {
        return story.state().choose(named, "tenant-a", 0).orElseThrow().manifest().version();
    }
}
