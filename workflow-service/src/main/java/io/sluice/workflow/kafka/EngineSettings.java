package io.sluice.workflow.kafka;

import io.sluice.workflow.execution.RunRules;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a replica takes part.
 *
 * @param bootstrapServers of the brokers
 * @param instance         the replica's own name, the same after a restart: it keeps its place in the group
 * @param directory        for what Kafka Streams keeps between starts
 * @param stepsAtOnce      done at the same time by this replica, at least 1
 * @param session          of which nobody hears for so long is out of the group; the broker's least is 6 s
 * @param transaction      that a dead replica left open is aborted after so long, at the broker's next look
 * @param commit           how long decisions are gathered into one transaction
 * @param patience         until a caller is told that a command is pending
 * @param rules            how long runs wait for whom
 * @param historyCharsMax  of runs' events in memory; the oldest ended runs are left out beyond it
 */
public record EngineSettings(String bootstrapServers, String instance, Path directory, int stepsAtOnce, Duration session, Duration transaction,
        Duration commit, Duration patience, RunRules rules, long historyCharsMax) {

    public static EngineSettings usual(String bootstrapServers, String instance, Path directory) {
        return new EngineSettings(bootstrapServers, instance, directory, 16, Duration.ofSeconds(6), Duration.ofSeconds(5), Duration.ofMillis(50),
                Duration.ofSeconds(5), RunRules.USUAL, 64L << 20);
    }
}
