/** Expressions and their bounds. */
@NullMarked
package io.sluice.workflow.expression;

import org.jspecify.annotations.NullMarked;
