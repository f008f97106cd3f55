/** A pipeline from its facts: what it has come to and what is to be done next; pure. */
@NullMarked
package io.sluice.selection.pipeline;

import org.jspecify.annotations.NullMarked;
