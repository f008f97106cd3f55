/** What crosses a process, held against committed JSON, so that a change of the wire is always a decision. */
@NullMarked
package io.sluice.contracts.golden;

import org.jspecify.annotations.NullMarked;
