/** Many requests at once: the inference-service under load from another process. */
@NullMarked
package io.sluice.benchmarks.serving;

import org.jspecify.annotations.NullMarked;
