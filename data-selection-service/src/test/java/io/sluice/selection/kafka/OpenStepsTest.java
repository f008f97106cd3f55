package io.sluice.selection.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OpenStepsTest {

    private static final TopicPartition ONE = new TopicPartition("steps", 0);
    private static final TopicPartition OTHER = new TopicPartition("steps", 1);

    private final Map<String, CompletableFuture<Boolean>> begun = new LinkedHashMap<>();
    private OpenSteps steps = places(2);

    private static OpenSteps places(int atOnce) {
        OpenSteps steps = new OpenSteps(atOnce);
        steps.came(List.of(ONE, OTHER));
        return steps;
    }

    private void asked(TopicPartition partition, long offset, String step) {
        steps.add(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, step.getBytes(StandardCharsets.UTF_8), new byte[0]));
    }

    /** What was begun by this, in its order. */
    private List<String> begin() {
        List<String> now = new ArrayList<>();
        steps.begin(record -> {
            String step = new String(record.key(), StandardCharsets.UTF_8);
            CompletableFuture<Boolean> end = new CompletableFuture<>();
            now.add(step);
            begun.put(step, end);
            return end;
        });
        return now;
    }

    private void ends(String step) {
        begun.remove(step).complete(true);
    }

    private static Map<TopicPartition, OffsetAndMetadata> upTo(TopicPartition partition, long offset) {
        return Map.of(partition, new OffsetAndMetadata(offset));
    }

    @Test
    void jobsTakeTurnsWhateverOneAskedForBefore() {
        for (int shard = 0; shard < 6; shard++) {
            asked(ONE, shard, "large/score/" + shard);
        }
        assertThat(begin()).containsExactly("large/score/0", "large/score/1");
        asked(ONE, 6, "small/prepare");
        ends("large/score/0");
        assertThat(steps.settled()).isEqualTo(upTo(ONE, 1));
        assertThat(begin()).as("of which nothing runs").containsExactly("small/prepare");
        ends("small/prepare");
        steps.settled();
        assertThat(begin()).containsExactly("large/score/2");
    }

    @Test
    void aLongStepHoldsNoOtherJobUp() {
        steps = places(1);
        asked(ONE, 0, "long/prepare");
        asked(ONE, 1, "long/score/0");
        assertThat(begin()).containsExactly("long/prepare");
        asked(ONE, 2, "quick/prepare");
        asked(ONE, 3, "quick/score/0");
        assertThat(begin()).as("in the same partition, and beyond the place that is taken").containsExactly("quick/prepare");
        ends("quick/prepare");
        assertThat(steps.settled()).as("what is before it is not done").isEmpty();
        assertThat(begin()).containsExactly("quick/score/0");
        asked(OTHER, 0, "third/prepare");
        assertThat(begin()).as("no more than twice as many").isEmpty();
        ends("quick/score/0");
        assertThat(steps.settled()).isEmpty();
        assertThat(begin()).containsExactly("third/prepare");
    }

    @Test
    void aPartitionIsAcknowledgedUpToTheFirstStepThatIsNotDone() {
        asked(ONE, 7, "a/prepare");
        asked(ONE, 9, "b/prepare");
        asked(OTHER, 3, "c/prepare");
        assertThat(begin()).hasSize(3);
        assertThat(steps.settled()).isEmpty();
        ends("b/prepare");
        ends("c/prepare");
        assertThat(steps.settled()).isEqualTo(upTo(OTHER, 4));
        ends("a/prepare");
        assertThat(steps.settled()).isEqualTo(upTo(ONE, 10));
        assertThat(steps.settled()).isEmpty();
        assertThat(steps.any()).isFalse();
    }

    @Test
    void aStepThatWasStoppedIsBegunAgainAndOneAskedForTwiceIsNotDoneTwiceAtOnce() {
        asked(ONE, 0, "a/score/1");
        asked(ONE, 1, "a/score/1");
        assertThat(begin()).containsExactly("a/score/1");
        begun.remove("a/score/1").complete(false);
        assertThat(steps.settled()).isEmpty();
        assertThat(begin()).containsExactly("a/score/1");
        ends("a/score/1");
        assertThat(steps.settled()).isEqualTo(upTo(ONE, 1));
        assertThat(begin()).containsExactly("a/score/1");
    }

    @Test
    void noMoreIsReadOfAPartitionThanIsBounded() {
        for (int offset = 0; offset < Lane.HELD_MAX; offset++) {
            asked(ONE, offset, "a/score/" + offset);
        }
        assertThat(steps.partitions(true)).containsExactly(ONE);
        assertThat(steps.partitions(false)).containsExactly(OTHER);

        steps = places(1);
        asked(ONE, 0, "long/prepare");
        begin();
        for (int offset = 1; offset < Lane.AHEAD_MAX; offset++) {
            assertThat(steps.partitions(true)).isEmpty();
            asked(ONE, offset, "quick/score/" + offset);
            begin();
            ends("quick/score/" + offset);
            steps.settled();
        }
        assertThat(steps.partitions(true)).as("what is done behind one that is not").containsExactly(ONE);
        ends("long/prepare");
        assertThat(steps.settled()).isEqualTo(upTo(ONE, Lane.AHEAD_MAX));
        assertThat(steps.partitions(true)).isEmpty();
    }

    @Test
    void whatRunsOfAPartitionThatWentIsToldOfNoMore() {
        asked(ONE, 0, "a/prepare");
        begin();
        steps.gone(List.of(ONE));
        ends("a/prepare");
        asked(ONE, 1, "a/score/0");
        assertThat(begin()).isEmpty();
        assertThat(steps.settled()).isEmpty();
        assertThat(steps.running()).isZero();
    }
}
