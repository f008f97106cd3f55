package io.sluice.benchmarks.soak;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What is run.
 *
 * @param small  folder of the small model
 * @param large  folder of the large model, with the small one's tokenizer
 * @param length at least so long
 * @param rounds at least so many
 * @param every  from one look at the service to the next
 * @param seed   of who asks what when
 */
public record SoakOptions(Path small, Path large, Duration length, int rounds, Duration every, long seed) {
}
