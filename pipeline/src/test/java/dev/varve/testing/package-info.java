/**
 * What tests of several packages share: where the parts lie that a machine may lack, and how a test
 * goes on without them.
 */
@NullMarked
package dev.varve.testing;

import org.jspecify.annotations.NullMarked;
