/** Tests of the serving benchmark. */
@NullMarked
package io.sluice.benchmarks.serving;

import org.jspecify.annotations.NullMarked;
