/** What a selector is: one interface, checked settings, a prepared state in bytes, and scores that any replica can repeat. Pure. */
@NullMarked
package io.sluice.selection.selector;

import org.jspecify.annotations.NullMarked;
