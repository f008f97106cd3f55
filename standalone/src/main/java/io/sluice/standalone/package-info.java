/** The command line: the whole platform on one machine, and the small tools around it. */
@NullMarked
package io.sluice.standalone;

import org.jspecify.annotations.NullMarked;
