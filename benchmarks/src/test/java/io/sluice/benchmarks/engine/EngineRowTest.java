package io.sluice.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.benchmarks.engine.contender.Loaded;
import io.sluice.benchmarks.engine.contender.Round;
import io.sluice.benchmarks.engine.model.Format;
import io.sluice.benchmarks.engine.model.ModelShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EngineRowTest {

    private static final Setting SETTING = new Setting(Format.Q4_0, 1);
    private static final long BYTES = 500_000_000;

    /** A start whose rounds read 100 tokens in so many seconds each and wrote 10 in as many. */
    private static Start start(EngineName engine, double... seconds) {
        Start start = new Start(engine, 100);
        start.loaded(new Loaded(3, "test"));
        start.bandwidth(20e9);
        for (double s : seconds) {
            start.add(round(engine, s), 0.1);
        }
        return start;
    }

    private static Round round(EngineName engine, double s) {
        return new Round(s, 2 * s, s, 2 * s, new int[11], engine == EngineName.LLAMA_CPP ? null : 100 * s, 1 << 20, 2 << 20);
    }

    private static EngineRow row(List<Start> own, List<Start> peers) {
        return EngineRow.of(SETTING, own, peers, BYTES);
    }

    @Test
    void aRatioIsOfMediansOfTheSameStartAndTheWorstIsTold() {
        EngineRow row = row(List.of(start(EngineName.SLUICE, 1, 2, 9), start(EngineName.SLUICE, 4), start(EngineName.SLUICE, 1)),
                List.of(start(EngineName.LLAMA_CPP, 4, 3, 5), start(EngineName.LLAMA_CPP, 4), start(EngineName.LLAMA_CPP, 0.5)));
        // Medians of rates 100/2 and 100/4, then 1 and 0.5.
        assertThat(row.ratioToLlamaCpp()).isEqualTo(new EngineRow.Ratio(1, 1));
        assertThat(row.worstRatioToLlamaCpp()).isEqualTo(new EngineRow.Ratio(0.5, 0.5));
        assertThat(row.starts()).isEqualTo(3);
        assertThat(row.rounds()).isEqualTo(5);
    }

    @Test
    void ratesAreByWallTimeAndByProcessorTime() {
        EngineRow row = row(List.of(start(EngineName.SLUICE, 0.5)), List.of());
        assertThat(row.prefillPerSecond()).isEqualTo(200);
        assertThat(row.prefillPerCpuSecond()).isEqualTo(100);
        assertThat(row.decodePerSecond()).isEqualTo(20);
        assertThat(row.decodePerCpuSecond()).isEqualTo(10);
        assertThat(row.bandwidthShare()).isCloseTo(20 * BYTES / 20e9, within(1e-9));
        assertThat(row.allocatedPerToken()).isEqualTo(50);
        assertThat(row.ratioToLlamaCpp()).isNull();
    }

    @Test
    void aContenderThatFailedHasNoFigures() {
        Start failed = new Start(EngineName.JLAMA, 100);
        failed.failed("it ended");
        EngineRow row = row(List.of(failed), List.of(start(EngineName.LLAMA_CPP, 1)));
        assertThat(row.failure()).isEqualTo("it ended");
        assertThat(row.prefillPerSecond()).isNull();
        assertThat(row.ratioToLlamaCpp()).isNull();
        assertThat(EngineText.of(result(List.of(row)))).contains("it ended");
    }

    @Test
    void targetsAreMetMissedOrNotMeasured() {
        EngineRow fast = row(List.of(start(EngineName.SLUICE, 1)), List.of(start(EngineName.LLAMA_CPP, 1.3)));
        assertThat(EngineTarget.of(List.of(fast))).extracting(EngineTarget::met).containsExactly(true, true, false, true);
        EngineRow alone = row(List.of(start(EngineName.SLUICE, 1)), List.of());
        assertThat(EngineTarget.of(List.of(alone)).getFirst().met()).isFalse();
        assertThat(EngineText.of(result(List.of(alone)))).contains("not measured").contains("MISSED").contains("met ");
    }

    @Test
    void quietRoundsCountWhereThereAreAny() {
        Start start = start(EngineName.SLUICE, 2);
        start.add(round(EngineName.SLUICE, 50), 0.9);
        start.add(round(EngineName.SLUICE, 60), 1.1);
        EngineRow row = row(List.of(start), List.of(start(EngineName.LLAMA_CPP, 2)));
        assertThat(row.prefillPerSecond()).isEqualTo(50);
        assertThat(row.disturbed()).isFalse();
    }

    @Test
    void aRatioToADisturbedPeerMeetsNoTarget() {
        Start peer = new Start(EngineName.LLAMA_CPP, 100);
        peer.bandwidth(20e9);
        peer.add(round(EngineName.LLAMA_CPP, 9), 0.9);
        EngineRow row = row(List.of(start(EngineName.SLUICE, 1)), List.of(peer));
        assertThat(row.ratioToLlamaCpp()).isEqualTo(new EngineRow.Ratio(9, 9));
        List<EngineTarget> targets = EngineTarget.of(List.of(row));
        assertThat(targets).extracting(EngineTarget::met).containsExactly(false, false, false, true);
        assertThat(EngineText.of(result(List.of(row)))).contains("disturbed");
    }

    @Test
    void busyTimeIsAllButIdlingAndWaiting() {
        assertThat(OtherLoad.busyTicks("cpu  100 20 30 9000 500 1 2 7 0 0")).isEqualTo(100 + 20 + 30 + 1 + 2 + 7);
    }

    @Test
    void theFileHasTheKeysThatProgramsRead(@TempDir Path folder) throws Exception {
        EngineRow row = row(List.of(start(EngineName.SLUICE, 1)), List.of(start(EngineName.LLAMA_CPP, 1)));
        EngineReporter.write(result(List.of(row)), folder.resolve("engine.json"));
        JsonNode written = JsonMapper.builder().build().readTree(Files.readString(folder.resolve("engine.json"))).path("rows").get(0);
        assertThat(written.path("engine").asString()).isEqualTo("sluice");
        assertThat(written.path("format").asString()).isEqualTo("Q4_0");
        assertThat(written.path("threads").intValue()).isEqualTo(1);
        assertThat(written.path("ratioToLlamaCpp").path("decode").doubleValue()).isEqualTo(1);
        for (String key : List.of("prefillPerCpuSecond", "decodePerCpuSecond", "bandwidthShare", "allocatedPerToken")) {
            assertThat(written.path(key).isNumber()).as(key).isTrue();
        }
    }

    private static EngineResult result(List<EngineRow> rows) {
        return new EngineResult("a machine", ModelShape.tiny(), 1, true, 1, rows, List.of(), EngineTarget.of(rows), List.of());
    }
}
