package dev.varve.cli;

import dev.varve.gate.FileCondition;
import dev.varve.layer.EntryKind;
import dev.varve.layer.PathGlob;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a file must be like to be found: all of it, and any of what one option is given. */
@OptionGroup(heading = "What to find")
final class FileConditionOptions {
  private static final Pattern WHOLE_DIGEST = Pattern.compile("[0-9a-fA-F]{64}");

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..*",
      description =
          "A glob of names (*.jar), of paths if it has a slash (etc/**/*.conf), or the SHA-256 of a"
              + " content: all 64 digits, or sha256: with the first 6 or more.")
  private List<String> patterns = List.of();

  @Option(names = "--path", paramLabel = "GLOB", description = "Path from the root; repeatable.")
  private List<String> paths = List.of();

  @Option(names = "--name", paramLabel = "GLOB", description = "Last part of it; repeatable.")
  private List<String> names = List.of();

  @Option(
      names = "--digest",
      paramLabel = "SHA256",
      description = "Content, by the first 6 digits or more; repeatable.")
  private List<String> digests = List.of();

  @Option(names = "--setuid", description = "Files with the setuid bit.")
  private boolean setuid;

  @Option(names = "--setgid", description = "Files with the setgid bit.")
  private boolean setgid;

  @Option(
      names = "--capability",
      paramLabel = "NAME",
      description = "Files with this capability, such as net_raw, or any; repeatable.")
  private List<String> capabilities = List.of();

  @Option(
      names = "--owner",
      paramLabel = "USER",
      description = "By uid, or by the name that the layer writes; repeatable.")
  private List<String> owners = List.of();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "By gid, or by the name that the layer writes; repeatable.")
  private List<String> groups = List.of();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "file, dir, symlink, hardlink (if hidden), device or fifo; repeatable.")
  private List<Type> types = List.of();

  @Option(
      names = "--min-size",
      paramLabel = "N",
      converter = Bytes.class,
      description = "Files of N bytes or more; k, M or G may follow.")
  private @Nullable Long minSize;

  @Option(
      names = "--max-size",
      paramLabel = "N",
      converter = Bytes.class,
      description = "Files of N bytes or less.")
  private @Nullable Long maxSize;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /** Kinds of files, as the command line names them. */
  enum Type {
    FILE(EntryKind.FILE),
    DIR(EntryKind.DIR),
    SYMLINK(EntryKind.SYMLINK),
    HARDLINK(EntryKind.HARDLINK),
    DEVICE(EntryKind.CHARDEV, EntryKind.BLOCKDEV),
    FIFO(EntryKind.FIFO);

    private final Set<EntryKind> kinds;

    Type(EntryKind first, EntryKind... more) {
      this.kinds = EnumSet.of(first, more);
    }
  }

  /** A number of bytes from 0 on, with k, M or G behind it for powers of 1024. */
  static final class Bytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return text.equals("0") ? Long.valueOf(0) : new LimitOptions.Quantity().convert(text);
    }
  }

  /** Empty if nothing is asked of files. */
  List<FileCondition> conditions() {
    List<FileCondition> all = new ArrayList<>();
    add(patterns, this::pattern, all);
    add(paths, path -> FileCondition.OfPath.of(closed(path)), all);
    add(names, name -> new FileCondition.OfName(PathGlob.of(closed(name))), all);
    add(
        digests,
        digest -> new FileCondition.OfDigest(DigestPrefix.of(command, "--digest", digest)),
        all);
    if (setuid) {
      all.add(new FileCondition.OfMode(04000));
    }
    if (setgid) {
      all.add(new FileCondition.OfMode(02000));
    }
    add(capabilities, FileCondition.OfCapability::new, all);
    add(owners, owner -> FileCondition.OfOwner.of(false, owner), all);
    add(groups, group -> FileCondition.OfOwner.of(true, group), all);
    if (!types.isEmpty()) {
      Set<EntryKind> kinds = EnumSet.noneOf(EntryKind.class);
      types.forEach(type -> kinds.addAll(type.kinds));
      all.add(new FileCondition.OfKind(kinds));
    }
    if (minSize != null || maxSize != null) {
      all.add(
          new FileCondition.OfSize(
              minSize == null ? 0 : minSize, maxSize == null ? Long.MAX_VALUE : maxSize));
    }
    return all;
  }

  private static void add(
      List<String> written, Function<String, FileCondition> condition, List<FileCondition> all) {
    if (!written.isEmpty()) {
      all.add(new FileCondition.AnyOf(written.stream().map(condition).toList()));
    }
  }

  private FileCondition pattern(String written) {
    if (written.startsWith("sha256:") || WHOLE_DIGEST.matcher(written).matches()) {
      return new FileCondition.OfDigest(DigestPrefix.of(command, "PATTERN", written));
    }
    String glob = closed(written);
    return glob.indexOf('/') < 0
        ? new FileCondition.OfName(PathGlob.of(glob))
        : FileCondition.OfPath.of(glob);
  }

  /** A glob with an open bracket would be taken literally and quietly find nothing. */
  private String closed(String glob) {
    int open = PathGlob.unclosedClass(glob);
    if (open >= 0) {
      throw new ParameterException(
          command.commandLine(),
          "'"
              + glob
              + "': nothing closes the bracket at character "
              + (open + 1)
              + "; a bracket itself is written [[]");
    }
    return glob;
  }
}
