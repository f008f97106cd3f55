/** Expressions of people who are not trusted: no effects, bounded in length, depth, numbers and time. Pure. */
@NullMarked
package io.sluice.workflow.expression;

import org.jspecify.annotations.NullMarked;
