package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Computes the digests that package databases have of the programs that packages ship. For one
 * thread.
 *
 * <p>Why only these: a database may lie in the same layer behind the files it speaks of, or in a
 * later one, so the choice must be made before it is seen. With the processor's own instructions
 * MD5 runs at 750 MB/s where SHA-256 does 1,790; over everything it would cost a third of an
 * expansion. Rules ask for a changed file where it runs: programs in the folders of packages, the
 * loader, files with setuid or setgid, and the libraries that are preloaded by habit. In a Debian
 * fleet these are a fifth of all bytes, and hashing them costs a twentieth of the processor's time.
 * Of all other files it is known whether a package lists them. What would change our mind: a rule
 * that needs the content of libraries. rpm's SHA-256 is in every listing anyway.
 *
 * <p>Which of the two is told by the loader that the program asks for: musl means apk, any other
 * dpkg or rpm; scripts and static programs get both.
 */
final class ProgramHasher {
  /** The name of the loader stands within the first page of a program. */
  private static final int PROBE_BYTES = 4 << 10;

  private static final int SET_ID = 06000;
  private static final int EXECUTE = 0111;
  private static final List<Bytes> PACKAGED =
      Stream.of("usr/", "bin/", "sbin/", "lib/", "lib32/", "lib64/", "libx32/", "opt/")
          .map(Bytes::utf8)
          .toList();
  private static final List<Bytes> PROGRAM_FOLDERS =
      Stream.of("bin", "sbin", "libexec").map(Bytes::utf8).toList();

  /** Loaders, and what images preload by habit. */
  private static final List<Bytes> LOADED_FIRST =
      Stream.of(
              "ld-",
              "ld64.so",
              "libjemalloc",
              "libmimalloc",
              "libtcmalloc",
              "libnss_wrapper",
              "libeatmydata",
              "libfaketime")
          .map(Bytes::utf8)
          .toList();

  private static final Bytes LOCAL = Bytes.utf8("usr/local/");
  private static final Bytes ELF = Bytes.fromHex("7f454c46");
  private static final Bytes MUSL = Bytes.utf8("/ld-musl-");
  private static final Bytes LOADER = Bytes.utf8("/ld");

  private final MessageDigest md5 = messageDigest("MD5");
  private final MessageDigest sha1 = messageDigest("SHA-1");
  private final byte[] probe = new byte[PROBE_BYTES];
  private int probed;
  private boolean wanted;
  private boolean decided;
  private boolean hashMd5;
  private boolean hashSha1;

  /** Starts a regular file. */
  void start(Bytes path, int modeBits) {
    wanted = isWanted(path, modeBits);
    decided = false;
    probed = 0;
  }

  void accept(byte[] bytes, int from, int length) {
    if (!wanted) {
      return;
    }
    int at = from;
    int left = length;
    if (!decided) {
      int piece = Math.min(left, PROBE_BYTES - probed);
      System.arraycopy(bytes, at, probe, probed, piece);
      probed += piece;
      at += piece;
      left -= piece;
      if (probed < PROBE_BYTES) {
        return;
      }
      decide();
    }
    if (hashMd5) {
      md5.update(bytes, at, left);
    }
    if (hashSha1) {
      sha1.update(bytes, at, left);
    }
  }

  /** The digests of the file, or none. */
  PackageDigests finish() {
    if (!wanted) {
      return PackageDigests.NONE;
    }
    if (!decided) {
      decide();
    }
    return new PackageDigests(
        hashMd5 ? Bytes.wrap(md5.digest()) : null, hashSha1 ? Bytes.wrap(sha1.digest()) : null);
  }

  private void decide() {
    decided = true;
    Bytes head = Bytes.copyOf(probe, 0, probed);
    boolean elf = head.startsWith(ELF);
    boolean musl = elf && contains(head, MUSL);
    boolean other = elf && !musl && contains(head, LOADER);
    hashMd5 = !musl;
    hashSha1 = !other;
    if (hashMd5) {
      md5.update(probe, 0, probed);
    }
    if (hashSha1) {
      sha1.update(probe, 0, probed);
    }
  }

  private static boolean contains(Bytes text, Bytes wanted) {
    for (int at = text.indexOf(wanted.at(0), 0); at >= 0; at = text.indexOf(wanted.at(0), at + 1)) {
      if (text.startsWith(wanted, at)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWanted(Bytes path, int modeBits) {
    if (path.startsWith(LOCAL) || PACKAGED.stream().noneMatch(path::startsWith)) {
      return false;
    }
    if ((modeBits & SET_ID) != 0) {
      return true;
    }
    int nameAt = path.lastIndexOf((byte) '/') + 1;
    if ((modeBits & EXECUTE) != 0) {
      for (Bytes folder : PROGRAM_FOLDERS) {
        int at = nameAt - 1 - folder.length();
        boolean whole = at == 0 || (at > 0 && path.at(at - 1) == '/');
        if (whole && path.startsWith(folder, at)) {
          return true;
        }
      }
    }
    return LOADED_FIRST.stream().anyMatch(name -> path.startsWith(name, nameAt));
  }

  private static MessageDigest messageDigest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
