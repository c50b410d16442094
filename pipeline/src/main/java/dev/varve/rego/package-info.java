/**
 * Rego in this process: the values of the language, its built-in functions, and the evaluation of
 * plans, the intermediate representation that {@code opa build --target plan} writes (OPA
 * documentation, "Intermediate Representation (IR)").
 *
 * <p>A value is a plain object: {@link dev.varve.rego.RegoNull}, {@link Boolean}, {@link Long} for
 * a number that is written as a whole one and fits, {@link dev.varve.rego.RegoNumber} for every
 * other number, {@link String}, {@link dev.varve.rego.RegoArray}, {@link dev.varve.rego.RegoObject}
 * or {@link dev.varve.rego.RegoSet}. Java's null is undefined. {@link dev.varve.rego.Values} says
 * which values are equal and how they are ordered; {@code equals} does not (1 equals 1.0).
 */
@org.jspecify.annotations.NullMarked
package dev.varve.rego;
