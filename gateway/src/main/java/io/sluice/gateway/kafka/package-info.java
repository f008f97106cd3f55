/** What the gateway knows from topics. */
@NullMarked
package io.sluice.gateway.kafka;

import org.jspecify.annotations.NullMarked;
