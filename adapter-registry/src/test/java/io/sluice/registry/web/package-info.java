/** Tests of the REST API's parts. */
@NullMarked
package io.sluice.registry.web;

import org.jspecify.annotations.NullMarked;
