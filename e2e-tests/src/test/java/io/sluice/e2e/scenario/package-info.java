/** What users can do, tried on the running platform with the shipped models. */
@NullMarked
package io.sluice.e2e.scenario;

import org.jspecify.annotations.NullMarked;
