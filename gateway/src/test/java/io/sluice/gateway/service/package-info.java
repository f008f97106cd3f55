/** The gateway as a process, before a router and an engine that speak the contracts. */
@NullMarked
package io.sluice.gateway.service;

import org.jspecify.annotations.NullMarked;
