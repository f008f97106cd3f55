/** Steps against a scripted upstream. */
@NullMarked
package io.sluice.workflow.agent;

import org.jspecify.annotations.NullMarked;
