/** The store on a real disk, and archives that mean harm. */
@NullMarked
package io.sluice.registry.artifact;

import org.jspecify.annotations.NullMarked;
