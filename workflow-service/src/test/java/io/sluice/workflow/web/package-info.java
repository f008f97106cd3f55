/** Tests of the API's parts. */
@NullMarked
package io.sluice.workflow.web;

import org.jspecify.annotations.NullMarked;
