/** Arithmetic on fractions of whole numbers: never rounded. Pure. */
@NullMarked
package io.sluice.workflow.tool.arithmetic;

import org.jspecify.annotations.NullMarked;
