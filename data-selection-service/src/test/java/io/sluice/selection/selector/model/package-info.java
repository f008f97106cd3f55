/** Selectors that ask models, against models that are known. */
@NullMarked
package io.sluice.selection.selector.model;

import org.jspecify.annotations.NullMarked;
