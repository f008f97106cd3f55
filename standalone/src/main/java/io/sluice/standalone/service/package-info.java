/** The services' side of a child JVM: one Spring context for each service that it was asked to run. */
@NullMarked
package io.sluice.standalone.service;

import org.jspecify.annotations.NullMarked;
