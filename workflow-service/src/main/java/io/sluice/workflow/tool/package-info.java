/** Typed functions that agents call: what they take is checked before, what they give is bounded after. */
@NullMarked
package io.sluice.workflow.tool;

import org.jspecify.annotations.NullMarked;
