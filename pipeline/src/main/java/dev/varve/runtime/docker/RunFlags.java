package dev.varve.runtime.docker;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The flags of {@code docker run}, {@code podman run} and {@code nerdctl run}: which of them take
 * the next word as their value. Without that, nobody can say where the image stands.
 */
final class RunFlags {
  private RunFlags() {}

  /** Letters that stand for a long name. */
  private static final Map<Character, String> SHORT =
      Map.ofEntries(
          Map.entry('a', "attach"),
          Map.entry('c', "cpu-shares"),
          Map.entry('d', "detach"),
          Map.entry('e', "env"),
          Map.entry('h', "hostname"),
          Map.entry('i', "interactive"),
          Map.entry('l', "label"),
          Map.entry('m', "memory"),
          Map.entry('p', "publish"),
          Map.entry('P', "publish-all"),
          Map.entry('q', "quiet"),
          Map.entry('t', "tty"),
          Map.entry('u', "user"),
          Map.entry('v', "volume"),
          Map.entry('w', "workdir"));

  /** Other spellings. */
  private static final Map<String, String> ALIASES =
      Map.of(
          "net", "network",
          "net-alias", "network-alias",
          "dns-opt", "dns-option",
          "kernel-memory-tcp", "kernel-memory");

  /** Flags that are true or false; a value needs an equals sign. */
  private static final Set<String> SWITCHES =
      Set.of(
          "detach",
          "disable-content-trust",
          "env-host",
          "help",
          "http-proxy",
          "init",
          "interactive",
          "no-healthcheck",
          "no-hostname",
          "no-hosts",
          "oom-kill-disable",
          "passwd",
          "privileged",
          "publish-all",
          "quiet",
          "read-only",
          "read-only-tmpfs",
          "replace",
          "rm",
          "rmi",
          "rootfs",
          "sig-proxy",
          "tls-verify",
          "tty",
          "unsetenv-all",
          "use-api-socket");

  /** Flags whose value is the next word, unless it follows an equals sign. */
  private static final Set<String> VALUED =
      Set.of(
          ("add-host annotation arch attach authfile blkio-weight blkio-weight-device cap-add"
                  + " cap-drop cert-dir cgroup-conf cgroup-parent cgroupns cgroups chrootdirs"
                  + " cidfile conmon-pidfile cosign-key cpu-count cpu-percent cpu-period cpu-quota"
                  + " cpu-rt-period cpu-rt-runtime cpu-shares cpus cpuset-cpus cpuset-mems creds"
                  + " decryption-key detach-keys device device-cgroup-rule device-read-bps"
                  + " device-read-iops device-write-bps device-write-iops dns dns-option"
                  + " dns-search domainname entrypoint env env-file env-merge expose gidmap gpus"
                  + " group-add group-entry health-cmd health-interval health-log-destination"
                  + " health-max-log-count health-max-log-size health-on-failure health-retries"
                  + " health-start-interval health-start-period health-startup-cmd"
                  + " health-startup-interval health-startup-retries health-startup-success"
                  + " health-startup-timeout health-timeout hostname hosts-file hostuser"
                  + " image-volume init-binary init-ctr init-path intel-rdt-closid"
                  + " io-maxbandwidth io-maxiops ip ip6 ipc ipfs-address isolation kernel-memory"
                  + " label label-file link link-local-ip log-driver log-opt mac-address memory"
                  + " memory-reservation memory-swap memory-swappiness mount name network"
                  + " network-alias oom-score-adj os passwd-entry personality pid pidfile"
                  + " pids-limit platform pod pod-id-file preserve-fd preserve-fds publish pull"
                  + " rdt-class requires restart retry retry-delay runtime sdnotify seccomp-policy"
                  + " secret security-opt shm-size shm-size-systemd stop-signal stop-timeout"
                  + " storage-opt subgidname subuidname sysctl systemd timeout tmpfs tz uidmap"
                  + " ulimit umask unsetenv user userns uts variant verify volume volume-driver"
                  + " volumes-from workdir")
              .split(" "));

  /** Flags of the program itself, before the command, whose value is the next word. */
  private static final Set<String> GLOBAL_VALUED =
      Set.of(
          ("-H --host -c --context --config -l --log-level --tlscacert --tlscert --tlskey -a"
                  + " --address -n --namespace --snapshotter --storage-driver --cni-path"
                  + " --cni-netconfpath --data-root --cgroup-manager --hosts-dir --connection"
                  + " --url --identity --root --runroot --tmpdir --storage-opt --runtime"
                  + " --runtime-flag --conmon --events-backend --hooks-dir --module"
                  + " --network-cmd-path --network-config-dir --volumepath --transient-store")
              .split(" "));

  /** The long name of a flag without its dashes. */
  static String longName(String name) {
    return ALIASES.getOrDefault(name, name);
  }

  /** The long name that a letter stands for; null if none. */
  static @Nullable String longName(char letter) {
    return SHORT.get(letter);
  }

  static boolean isSwitch(String name) {
    return SWITCHES.contains(name);
  }

  static boolean isValued(String name) {
    return VALUED.contains(name);
  }

  static boolean isGlobalValued(String word) {
    return GLOBAL_VALUED.contains(word);
  }
}
