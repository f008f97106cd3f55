/** The REST API. */
@NullMarked
package io.sluice.registry.web;

import org.jspecify.annotations.NullMarked;
