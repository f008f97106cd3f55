/** The {@code chat} verb: a small streaming client of the gateway. */
@NullMarked
package io.sluice.standalone.chat;

import org.jspecify.annotations.NullMarked;
