/**
 * Plans of OPA's ({@code opa build --target plan}; OPA documentation, "Intermediate Representation
 * (IR)") and their translation to classes of the JVM.
 *
 * <p>{@link dev.varve.rego.plan.PlanReader} reads one, {@link dev.varve.rego.plan.Simplifier} takes
 * out what need not be done again and again, and {@link dev.varve.rego.plan.Translator} writes
 * classes, which are a {@link dev.varve.rego.Program}.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.rego.plan;
