package dev.varve.layer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A locked file in a folder of work in progress, held as long as its process lives: so others can
 * tell what a killed run left behind. The file also names the boot of the machine that made it,
 * since a lock of another machine may not be seen on a file system that machines share. On a disk
 * of this machine every lock is seen, and whoever made one before the last boot is dead.
 */
final class WorkLock implements Closeable {
  private static final System.Logger LOG = System.getLogger(WorkLock.class.getName());

  private static final String FILE = "lock";
  private static final String MARK = "varve work ";

  /** Longer than what is ever written, and short enough to read whatever may lie there. */
  private static final int MAX_BYTES = 256;

  /**
   * File systems that one kernel mounts at a time, as Linux names them. Any other may be shared
   * with machines whose locks are not seen.
   */
  private static final Set<String> OF_ONE_MACHINE =
      Set.of(
          "bcachefs",
          "btrfs",
          "ext2",
          "ext3",
          "ext4",
          "f2fs",
          "overlay",
          "ramfs",
          "tmpfs",
          "xfs",
          "zfs");

  /** The system property that holds {@link #OWN}. */
  private static final String OWN_KEY = "dev.varve.layer.WorkLock.own";

  /**
   * Real paths of the folders that this process works in. POSIX drops a process's locks on a file
   * as soon as it closes any descriptor of it, so these files are never opened a second time. One
   * set for all class loaders, since a Flink worker has one for each job.
   */
  private static final Set<String> OWN = own();

  private final String folder;
  private final @Nullable FileChannel channel;

  private WorkLock(String folder, @Nullable FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes a new folder. Where the file system refuses locks, the folder stays without the file:
   * then no other process takes it for a dead one's, nor for one in use.
   */
  static WorkLock take(Path folder) throws IOException {
    return take(folder, FileChannel::lock);
  }

  /** How a file is locked. */
  interface Locking {
    void lock(FileChannel channel) throws IOException;
  }

  static WorkLock take(Path folder, Locking locking) throws IOException {
    String key = key(folder);
    OWN.add(key);
    boolean taken = false;
    try {
      WorkLock lock = new WorkLock(key, mark(folder.resolve(FILE), locking));
      taken = true;
      return lock;
    } finally {
      if (!taken) {
        OWN.remove(key);
      }
    }
  }

  /** The open file, or null where there are no locks. */
  private static @Nullable FileChannel mark(Path file, Locking locking) throws IOException {
    FileChannel channel = PrivateFiles.createFile(file);
    boolean marked = false;
    try {
      if (!isLocked(channel, locking)) {
        Files.delete(file);
        return null;
      }
      // Only after the lock: whoever reads the text and gets the lock knows the owner to be dead.
      channel.write(ByteBuffer.wrap((MARK + boot()).getBytes(StandardCharsets.UTF_8)));
      marked = true;
      return channel;
    } finally {
      if (!marked) {
        channel.close();
      }
    }
  }

  private static boolean isLocked(FileChannel channel, Locking locking) throws IOException {
    try {
      locking.lock(channel);
      return true;
    } catch (ClosedChannelException | FileLockInterruptionException e) {
      throw e; // The thread was told to stop.
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.DEBUG, "no locks here, so nothing will be swept: {0}", e.toString());
      return false;
    }
  }

  /**
   * Whether a living process of this machine, or of one whose locks are seen, works in a folder.
   */
  static boolean isInUse(Path folder) throws IOException {
    return OWN.contains(key(folder)) || (hasFile(folder) && !isFree(folder.resolve(FILE)));
  }

  /** Whether a process of this machine took the folder, in this boot or before, and has ended. */
  static boolean isAbandoned(Path folder) throws IOException {
    return isAbandoned(folder, fileSystem(folder));
  }

  /** Empty where the system does not tell, as in a root without the mount point's name. */
  private static String fileSystem(Path folder) {
    try {
      return Files.getFileStore(folder).type();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * The same.
   *
   * @param fileSystem on which the folder lies, as {@link java.nio.file.FileStore#type} names it
   */
  static boolean isAbandoned(Path folder, String fileSystem) throws IOException {
    if (!hasFile(folder) || OWN.contains(key(folder))) {
      return false;
    }
    Path file = folder.resolve(FILE);
    if (Files.size(file) > MAX_BYTES) {
      return false;
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    String boot = boot();
    boolean seen =
        OF_ONE_MACHINE.contains(fileSystem)
            ? text.startsWith(MARK)
            : !boot.isEmpty() && text.equals(MARK + boot);
    return seen && isFree(file);
  }

  private static boolean hasFile(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE), LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isFree(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        return false;
      }
      lock.release();
      return true;
    } catch (OverlappingFileLockException e) {
      return false; // by this very process
    }
  }

  @SuppressWarnings("unchecked") // The name is this class's, and every copy of it agrees.
  private static Set<String> own() {
    return (Set<String>)
        System.getProperties().computeIfAbsent(OWN_KEY, key -> ConcurrentHashMap.newKeySet());
  }

  private static String key(Path folder) throws IOException {
    return folder.toRealPath().toString();
  }

  /** Empty where the system does not tell. */
  private static String boot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Lets go, best after the folder is gone: else others may take it for a dead one's. */
  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
    OWN.remove(folder);
  }
}
