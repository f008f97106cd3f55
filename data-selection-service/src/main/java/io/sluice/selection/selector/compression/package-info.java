/** ZIP-FIT: what compresses well together with the target is like the target. Pure. */
@NullMarked
package io.sluice.selection.selector.compression;

import org.jspecify.annotations.NullMarked;
