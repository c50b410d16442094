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
 *
 * <p>Decision: what a judgement costs is kept down in three places. {@link
 * dev.varve.policy.WasmMemory} is one array; {@link dev.varve.policy.DocumentNeeds} spare rules the
 * documents they are silent about; and rules work out once what they compare with many. {@code
 * scripts/bench policy} (160 rules, 60 MB of facts, JDK 25, two cores that others used as well,
 * seconds of CPU time, warm): 17 before and 7 after; images 2.7 and 1.5, containers 10.9 and 3.7,
 * files 3.2 and 1.7. A JVM that has evaluated nothing yet needs some 8 more, which its compilers
 * take. Of 100 that are left for containers, 61 go into rules, 17 into writing results as JSON, 12
 * into Java and 6 into reading documents; OPA's hashing and comparing of strings, byte by byte, is
 * 23 of them all. Batches smaller than 1 MB bring nothing.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.policy;
