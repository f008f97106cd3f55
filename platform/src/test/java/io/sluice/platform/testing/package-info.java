/** A real Kafka broker and a real Redis for tests, of this module and of others through its test jar. */
@NullMarked
package io.sluice.platform.testing;

import org.jspecify.annotations.NullMarked;
