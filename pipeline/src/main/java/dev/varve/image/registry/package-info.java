/**
 * Images in registries, over the OCI distribution API; the accounts and the addresses that this
 * takes.
 *
 * <p>An image is read as from an OCI layout: {@code RegistryFiles} gives its documents and layers
 * by digest, {@code image.StoredImages} does the rest. Documents and layers are compared with the
 * digests by which they were asked for; other bytes are never content but {@code
 * registry-wrong-bytes}. A layer is a stream that is expanded while it arrives; nothing of it is
 * kept. One whose digest the facts store knows is not asked for at all ({@code
 * stack.LayerResolver}).
 *
 * <p><b>Decision: the transport is Apache HttpClient 5, and the protocol is ours.</b> The suggested
 * client, oras-java 0.7.0, sends through {@code java.net.http}, which resolves names itself: an
 * address that was judged beforehand need not be the one that is connected to, and redirects and
 * token realms are followed inside. jib-core's client follows redirects itself as well. HttpClient
 * has {@code DnsResolver}: it connects to exactly the addresses that {@code AddressGuard} returns,
 * also for literal addresses and for every connection of its pool. Redirects, retries, cookies,
 * challenges and content decoding are switched off there and are done, or not done, here, where it
 * is plain to see who gets which header. OkHttp's {@code Dns} would do as well but brings Kotlin's
 * runtime. The three jars have 2 MB and load no class before a registry is named, so that checking
 * an archive starts as fast as before. Proxies are not used: behind one nobody can say which
 * address is connected to. We would think again if oras-java let its transport be given.
 *
 * <p>Rules that hold everywhere: TLS, but for loopback and hosts named by {@code --plain-http};
 * addresses that are not public only where the registry itself was first found, or for hosts named
 * by {@code --registry-allow}; accounts to the registry, or to a realm that it names over TLS or on
 * loopback, and along no redirect to another host; pages of a listing at the registry itself.
 * Everything that waits, repeats or grows has a bound ({@code RegistryAccess.Patience}, {@code
 * failure.Limits}).
 */
@org.jspecify.annotations.NullMarked
package dev.varve.image.registry;
