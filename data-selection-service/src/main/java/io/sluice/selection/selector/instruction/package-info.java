/** InstructMining: a linear rule of cheap indicators, fitted here. Pure; a model's losses come through an interface. */
@NullMarked
package io.sluice.selection.selector.instruction;

import org.jspecify.annotations.NullMarked;
