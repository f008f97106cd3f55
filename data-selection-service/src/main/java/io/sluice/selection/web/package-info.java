/** The REST API. */
@NullMarked
package io.sluice.selection.web;

import org.jspecify.annotations.NullMarked;
