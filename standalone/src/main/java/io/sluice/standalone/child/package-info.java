/** Child processes: start, readiness, supervision, and an end that leaves nothing behind. */
@NullMarked
package io.sluice.standalone.child;

import org.jspecify.annotations.NullMarked;
