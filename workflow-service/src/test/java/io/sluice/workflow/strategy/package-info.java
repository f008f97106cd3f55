/** Strategies against scripted models. */
@NullMarked
package io.sluice.workflow.strategy;

import org.jspecify.annotations.NullMarked;
