/**
 * Facts documents, the rules that judge them, and findings. The home of packs of rules and of the
 * engines that evaluate them.
 *
 * <p>The way of a judgement: {@link dev.varve.policy.ImageFacts}, {@link
 * dev.varve.policy.FileFacts} and {@link dev.varve.policy.ContainerFacts} write facts documents
 * (policy-catalogue.md section 1); {@link dev.varve.policy.FileSelector} keeps what no rule asked
 * for away from Rego; a {@link dev.varve.policy.PolicyEngine} answers with plain results; {@link
 * dev.varve.policy.Judgement} makes {@link dev.varve.policy.Finding}s of them.
 *
 * <p>Decision: rules are evaluated in this process by {@link dev.varve.rego}, which runs the plans
 * that OPA makes of them, and not as Wasm by a Wasm runtime. OPA's Wasm brings its own memory, in
 * which documents were parsed, values hashed and compared byte by byte and results written, and its
 * large functions kept the JVM's compilers busy. {@code scripts/bench policy} (160 rules, 60 MB of
 * facts, JDK 25, seconds of CPU time on a busy machine) took 14.5 as Wasm in a JVM that had
 * evaluated nothing yet and 7.6 in a warm one, and takes 4.3 and 2.1. Tests run the same documents
 * through an OPA server, through OPA's Wasm and through here, and demand equal results. A Wasm
 * interface of OPA's that shares values with its host would change our mind.
 *
 * <p>Decision: what a judgement costs is kept down in three places. Documents become values of
 * Rego's without being written out; {@link dev.varve.policy.DocumentNeeds} spare rules the
 * documents they are silent about; and rules work out once what they compare with many. Batches
 * smaller than 1 MB bring nothing.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.policy;
