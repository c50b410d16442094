package dev.varve.runtime;

/**
 * The Kubernetes account whose token a container may be given.
 *
 * @param name {@code default} if the manifest names none
 * @param tokenMounted whether its API token is put into the container
 * @param known whether the account's own object was read in the same scan
 * @param bound whether a role binding that names it was read in the same scan
 */
public record ServiceAccount(String name, boolean tokenMounted, boolean known, boolean bound)
    implements java.io.Serializable {}
