/** The whole service against a real broker and an inference-service that speaks the real contract. */
@NullMarked
package io.sluice.router.service;

import org.jspecify.annotations.NullMarked;
