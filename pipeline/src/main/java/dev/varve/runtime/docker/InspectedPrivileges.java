package dev.varve.runtime.docker;

import dev.varve.failure.InputException;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.KernelPaths;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.SecurityOptions;
import dev.varve.runtime.SelinuxLabel;
import dev.varve.runtime.SpecNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What holds an inspected container back, and what does not. */
final class InspectedPrivileges {
  private final SpecNode root;
  private final SpecNode host;
  private final SecurityOptions security;
  private final Provenance provenance;

  InspectedPrivileges(SpecNode root, SecurityOptions security, Provenance provenance) {
    this.root = root;
    this.host = root.get("HostConfig");
    this.security = security;
    this.provenance = provenance;
  }

  Privileges read() throws InputException {
    boolean privileged = provenance.flag(host.get("Privileged"), "privileged");
    SpecNode options = host.get("SecurityOpt");
    if (security.noNewPrivs() != null) {
      provenance.set("no_new_privs", options);
    }
    return new Privileges(
        privileged,
        capabilities(),
        Boolean.TRUE.equals(security.noNewPrivs()),
        chosen(security.seccomp(), "seccomp", privileged),
        apparmor(privileged),
        selinux(),
        maskedPaths(privileged),
        runtime(),
        false);
  }

  private String chosen(@Nullable String said, String field, boolean privileged) {
    if (said != null) {
      provenance.set(field, host.get("SecurityOpt"));
      return said;
    }
    return privileged ? "unconfined" : "default";
  }

  /** Podman lists the sets that the container really has. */
  private CapabilitySettings capabilities() throws InputException {
    return new CapabilitySettings(
        provenance.texts(host.get("CapAdd"), "caps.add"),
        provenance.texts(host.get("CapDrop"), "caps.drop"),
        listed("BoundingCaps", "caps.bounding"),
        null,
        listed("EffectiveCaps", "caps.effective"),
        null,
        null);
  }

  private @Nullable List<String> listed(String key, String field) throws InputException {
    SpecNode node = root.get(key);
    return node.isAbsent() ? null : provenance.texts(node, field);
  }

  private String apparmor(boolean privileged) throws InputException {
    String profile = provenance.text(root.get("AppArmorProfile"), "apparmor");
    if (security.apparmor() == null && profile != null && !profile.isEmpty()) {
      boolean usual = profile.equals("docker-default") || profile.startsWith("containers-default");
      return usual ? "default" : profile;
    }
    return chosen(security.apparmor(), "apparmor", privileged);
  }

  private String selinux() throws InputException {
    if (security.selinux() != null) {
      provenance.set("selinux", host.get("SecurityOpt"));
      return security.selinux();
    }
    String label = root.get("ProcessLabel").scalar();
    if (label == null || label.isEmpty()) {
      return "default";
    }
    provenance.set("selinux", root.get("ProcessLabel"));
    return SelinuxLabel.words(label);
  }

  /** Engines before these fields do not list the paths; later ones say null for none. */
  private String maskedPaths(boolean privileged) throws InputException {
    if (security.maskedPaths() != null) {
      provenance.set("masked_paths", host.get("SecurityOpt"));
      return security.maskedPaths();
    }
    SpecNode masked = host.get("MaskedPaths");
    if (masked.value() == null) {
      return privileged ? "none" : "default";
    }
    SpecNode readOnly = host.get("ReadonlyPaths");
    provenance.set("masked_paths", masked);
    return KernelPaths.judge(
        masked.scalars(), readOnly.value() == null ? null : readOnly.scalars());
  }

  private @Nullable String runtime() throws InputException {
    SpecNode podman = root.get("OCIRuntime");
    SpecNode node = podman.isAbsent() ? host.get("Runtime") : podman;
    String runtime = node.scalar();
    if (runtime == null
        || runtime.isEmpty()
        || runtime.matches("runc|crun|oci|io\\.containerd\\.runc.*")) {
      return null;
    }
    provenance.set("runtime_class", node);
    return runtime;
  }
}
