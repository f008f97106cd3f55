/** Tests of the service as it is put together. */
@NullMarked
package io.sluice.workflow;

import org.jspecify.annotations.NullMarked;
