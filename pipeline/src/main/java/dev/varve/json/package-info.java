/**
 * Strict and bounded JSON and YAML; canonical JSON; which key a typing error may mean. The home of
 * Jackson.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.json;
