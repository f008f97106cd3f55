/** What the platform promises when a part of it dies or its input is bad. */
@NullMarked
package io.sluice.e2e.fault;

import org.jspecify.annotations.NullMarked;
