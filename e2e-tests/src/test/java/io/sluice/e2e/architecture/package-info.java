/** The layout's rules, each kept by a test. */
@NullMarked
package io.sluice.e2e.architecture;

import org.jspecify.annotations.NullMarked;
