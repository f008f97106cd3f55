package io.sluice.selection.kafka;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Steps that this replica was asked for, of all its partitions, and whose turn it is: a job of which fewer steps run goes first,
 * then what was asked for first. So that a step of minutes holds no other job up, a job of which nothing runs begins one even
 * when all places are taken, up to as many again. The same step is not done twice at once. Of one thread.
 */
final class OpenSteps {

    private final int atOnce;
    private final Map<TopicPartition, Lane> lanes = new HashMap<>();
    private long turns;

    /** @param atOnce places, 1 or more; beside twice as many nothing is begun */
    OpenSteps(int atOnce) {
        this.atOnce = atOnce;
    }

    void came(Collection<TopicPartition> partitions) {
        partitions.forEach(each -> lanes.put(each, new Lane()));
    }

    /** What runs of them is told of no more. */
    void gone(Collection<TopicPartition> partitions) {
        lanes.keySet().removeAll(partitions);
    }

    void clear() {
        lanes.clear();
    }

    void add(ConsumerRecord<byte[], byte[]> record) {
        Lane lane = lanes.get(new TopicPartition(record.topic(), record.partition()));
        if (lane != null) {
            lane.add(record, turns++);
        }
    }

    /** Partitions of which no more, or, on the contrary, more is to be read. */
    List<TopicPartition> partitions(boolean full) {
        return lanes.entrySet().stream().filter(each -> each.getValue().full() == full).map(Map.Entry::getKey).toList();
    }

    boolean any() {
        return lanes.values().stream().anyMatch(lane -> !lane.open().isEmpty());
    }

    int running() {
        return (int) open().stream().filter(Lane.Asked::runs).count();
    }

    /** Up to where partitions are done, those alone where that has changed. */
    Map<TopicPartition, OffsetAndMetadata> settled() {
        Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
        lanes.forEach((partition, lane) -> {
            long offset = lane.settled();
            if (offset >= 0) {
                done.put(partition, new OffsetAndMetadata(offset));
            }
        });
        return done;
    }

    /** Begins what there is a place for. */
    void begin(Function<ConsumerRecord<byte[], byte[]>, Future<Boolean>> beginning) {
        List<Lane.Asked> open = open();
        Map<String, Integer> ofJob = new HashMap<>();
        Set<String> steps = new HashSet<>();
        int running = 0;
        for (Lane.Asked each : open) {
            if (each.runs()) {
                running++;
                ofJob.merge(each.job(), 1, Integer::sum);
                steps.add(each.step());
            }
        }
        Comparator<Lane.Asked> turn = Comparator.<Lane.Asked>comparingInt(each -> ofJob.getOrDefault(each.job(), 0)).thenComparingLong(Lane.Asked::turn);
        while (running < 2 * atOnce) {
            boolean place = running < atOnce;
            Lane.Asked next = open.stream().filter(each -> !each.runs() && !steps.contains(each.step()) && (place || !ofJob.containsKey(each.job())))
                    .min(turn).orElse(null);
            if (next == null) {
                return;
            }
            next.begin(beginning.apply(next.record()));
            running++;
            ofJob.merge(next.job(), 1, Integer::sum);
            steps.add(next.step());
        }
    }

    private List<Lane.Asked> open() {
        return lanes.values().stream().flatMap(lane -> lane.open().stream()).toList();
    }
}
