package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.image.ImageConfig;
import dev.varve.layer.Entry;
import dev.varve.layer.PackageFile;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import dev.varve.tree.TreeLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What rules about an image want to know of single places of its tree (policy-catalogue.md section
 * 1.1): which system it is, who may raise rights or log in, what programs load first, and what lies
 * where runtimes mount.
 *
 * @param os null if the image does not say
 * @param shells login shells of its accounts that are there and can be executed
 * @param loginPrograms live programs with which one can log in or become another user, with a
 *     leading slash, ascending
 * @param health what the health check runs; null if there is none
 * @param packageDatabaseSeconds last change of the package database in seconds since 1970; null if
 *     there is none
 */
public record ImageSurvey(
    @Nullable OsRelease os,
    List<MountPoint> mountPoints,
    Sudoers sudoers,
    SshServer ssh,
    List<Preload> preloads,
    Set<String> shells,
    List<String> loginPrograms,
    @Nullable AskedCommand health,
    @Nullable Long packageDatabaseSeconds)
    implements java.io.Serializable {
  /** Where runtimes mount or bind something, or put a link. */
  private static final List<String> MOUNT_POINTS =
      List.of(
          "dev",
          "dev/console",
          "dev/core",
          "dev/fd",
          "dev/mqueue",
          "dev/ptmx",
          "dev/pts",
          "dev/shm",
          "dev/stderr",
          "dev/stdin",
          "dev/stdout",
          "etc/hostname",
          "etc/hosts",
          "etc/mtab",
          "etc/resolv.conf",
          "proc",
          "run",
          "run/lock",
          "run/secrets",
          "sys",
          "sys/fs",
          "sys/fs/cgroup",
          "tmp",
          "var/lock",
          "var/run",
          "var/run/secrets");

  private static final List<String> LOGIN_PROGRAMS =
      List.of("doas", "login", "newgrp", "pkexec", "runuser", "su", "sudo", "sulogin");
  private static final List<String> PROGRAM_FOLDERS =
      List.of("bin", "sbin", "usr/bin", "usr/local/bin", "usr/sbin");

  public ImageSurvey {
    mountPoints = List.copyOf(mountPoints);
    preloads = List.copyOf(preloads);
    shells = java.util.Collections.unmodifiableSet(new TreeSet<>(shells));
    loginPrograms = List.copyOf(loginPrograms);
  }

  /**
   * Something that a layer put where runtimes mount.
   *
   * @param path without a leading slash
   * @param kind as listings name it
   * @param target of a symlink, else null
   */
  public record MountPoint(String path, String kind, @Nullable String target, int layer)
      implements java.io.Serializable {}

  /** Looks at a tree that has been counted. */
  public static ImageSurvey of(
      ImageConfig config, TreeLookup tree, TreeCensus census, Accounts accounts, Start start) {
    ImagePaths paths = new ImagePaths(tree);
    SshServer ssh = SshServer.of(paths, census, config, start);
    Set<String> shells = new TreeSet<>();
    for (Accounts.User user : accounts.users()) {
      if (isExecutable(paths, user.shell())) {
        shells.add(user.shell());
      }
    }
    return new ImageSurvey(
        OsRelease.of(paths),
        mountPoints(tree),
        Sudoers.of(paths, census),
        ssh,
        Preload.ofImage(EntrypointChain.ofImage(config), paths),
        shells,
        loginPrograms(paths, ssh),
        AskedCommand.healthOf(config, tree, accounts),
        packageDatabaseSeconds(paths));
  }

  private static List<MountPoint> mountPoints(TreeLookup tree) {
    List<MountPoint> found = new ArrayList<>();
    for (String path : MOUNT_POINTS) {
      TreeEntry entry = tree.find(Bytes.utf8(path));
      if (entry != null) {
        Inode inode = entry.inode();
        Entry shipped = inode.entry();
        found.add(
            new MountPoint(
                path,
                inode.kind().label(),
                inode.isSymlink() && shipped != null ? shipped.linkTarget().text() : null,
                entry.layer()));
      }
    }
    return found;
  }

  private static boolean isExecutable(ImagePaths paths, String program) {
    if (!program.startsWith("/")) {
      return false;
    }
    TreeEntry entry = paths.find(Bytes.utf8(program)).entry();
    return entry != null && entry.inode().isFile() && (entry.inode().modeBits() & 0111) != 0;
  }

  private static List<String> loginPrograms(ImagePaths paths, SshServer ssh) {
    Set<String> found = new TreeSet<>();
    for (String folder : PROGRAM_FOLDERS) {
      for (String program : LOGIN_PROGRAMS) {
        TreeEntry entry = paths.find(Bytes.utf8(folder + "/" + program)).entry();
        if (entry != null && entry.inode().isFile()) {
          found.add("/" + entry.path().text());
        }
      }
    }
    String daemon = ssh.daemon();
    if (daemon != null) {
      found.add(daemon);
    }
    return List.copyOf(found);
  }

  private static @Nullable Long packageDatabaseSeconds(ImagePaths paths) {
    for (Bytes place : PackageFile.changedByInstalling()) {
      TreeEntry entry = paths.find(place).entry();
      if (entry != null && entry.inode().isFile()) {
        return entry.inode().mtimeSeconds();
      }
    }
    return null;
  }
}
