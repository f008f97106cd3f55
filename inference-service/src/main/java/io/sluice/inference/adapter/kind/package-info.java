/** How each kind of adapter becomes hooks of the sequences that ask for it. */
@NullMarked
package io.sluice.inference.adapter.kind;

import org.jspecify.annotations.NullMarked;
