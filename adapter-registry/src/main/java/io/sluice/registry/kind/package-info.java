/** What a kind of adapter is in files; pure but for reading them. */
@NullMarked
package io.sluice.registry.kind;

import org.jspecify.annotations.NullMarked;
