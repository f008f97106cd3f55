/** The root script, driven as a user drives it. */
@NullMarked
package io.sluice.standalone.script;

import org.jspecify.annotations.NullMarked;
