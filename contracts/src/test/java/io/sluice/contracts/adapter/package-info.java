/** The adapters' contracts. */
@NullMarked
package io.sluice.contracts.adapter;

import org.jspecify.annotations.NullMarked;
