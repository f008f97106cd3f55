/** Tests of what chooses adapters. */
@NullMarked
package io.sluice.inference.adapter.selection;

import org.jspecify.annotations.NullMarked;
