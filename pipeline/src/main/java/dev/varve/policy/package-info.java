/**
 * Facts documents, the rules that judge them, and findings. The home of OPA's Wasm modules and of
 * the Chicory runtime that runs them.
 *
 * <p>The way of a judgement: {@link dev.varve.policy.ImageFacts}, {@link
 * dev.varve.policy.FileFacts} and {@link dev.varve.policy.ContainerFacts} write facts documents
 * (policy-catalogue.md section 1); {@link dev.varve.policy.FileSelector} keeps what no rule asked
 * for away from Rego; a {@link dev.varve.policy.PolicyEngine} answers with plain results; {@link
 * dev.varve.policy.Judgement} makes {@link dev.varve.policy.Finding}s of them.
 *
 * <p>Decision: the built-in pack is run by a small driver of OPA's documented Wasm interface and
 * not by {@code opa-java-wasm}, because that library has no place to hand in classes that were
 * translated when varve was built, and translating on every start costs over a second. A test runs
 * the same module through {@code opa-java-wasm} and through the {@code opa} program and demands
 * equal results. A release of the library that takes a machine factory would change our mind.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.policy;
