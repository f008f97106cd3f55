/** Which adapters suit a prompt: formulas alone, on numbers that others read. */
@NullMarked
package io.sluice.inference.adapter.selection;

import org.jspecify.annotations.NullMarked;
