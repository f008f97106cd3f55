/** Adapters: small sets of trainable numbers on a frozen model, how each kind is trained and written. */
@NullMarked
package io.sluice.trainer.adapter;

import org.jspecify.annotations.NullMarked;
