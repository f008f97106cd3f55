/** Checks of adapters: their derivatives, runs and files. */
@NullMarked
package io.sluice.trainer.adapter;

import org.jspecify.annotations.NullMarked;
