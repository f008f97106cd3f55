/** The time left, as it travels between services. */
@NullMarked
package io.sluice.platform.deadline;

import org.jspecify.annotations.NullMarked;
