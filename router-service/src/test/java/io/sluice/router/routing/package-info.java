/** Decisions, held against rules and against exhaustive search. */
@NullMarked
package io.sluice.router.routing;

import org.jspecify.annotations.NullMarked;
