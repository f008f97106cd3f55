/** The Llama block, its loss and its optimiser on DJL arrays. */
@NullMarked
package io.sluice.trainer.model;

import org.jspecify.annotations.NullMarked;
