/** A served model with adapters: what configuration names beside its folder becomes hooks of all its sequences. */
@NullMarked
package io.sluice.inference.adapter;

import org.jspecify.annotations.NullMarked;
