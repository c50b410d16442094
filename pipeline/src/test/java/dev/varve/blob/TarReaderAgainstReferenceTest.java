package dev.varve.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.testing.OptionalParts;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reader and the reference implementation agree on every archive, honest or broken. */
class TarReaderAgainstReferenceTest {
  private static final int ARCHIVES = Integer.getInteger("varve.tar.archives", 1500);

  /** Prints what the reference sees in the archives of a folder, one line each. */
  private static final String SCRIPT =
      """
      import hashlib, sys
      sys.path.insert(0, sys.argv[1])
      import overlay_oracle as o
      for n in range(int(sys.argv[3])):
          with open(f"{sys.argv[2]}/{n}", "rb") as stream:
              data = stream.read()
          notes = set()
          note = lambda code, detail=None, path=None: notes.add(code + ":" + (path or b"").hex())
          try:
              out = []
              for m in o.read_tar(data, note):
                  sha = hashlib.sha256(m.content).hexdigest()
                  x = ",".join(k.hex() + "=" + v.hex() for k, v in sorted(m.xattrs.items()))
                  out.append(" ".join(map(str, [m.ordinal, ord(m.type), m.name.hex(), m.size, sha,
                      m.mode & 0o7777, m.uid, m.gid, m.uname.hex(), m.gname.hex(), m.mtime[0],
                      m.mtime[1], m.link.hex(), m.major, m.minor, x])))
              print(";".join(out + sorted(notes)))
          except o.InputError as e:
              print("error " + e.code)
          except (ValueError, IndexError):
              print("error tar-malformed")
      """;

  @Test
  void seesTheSameMembersFindingsAndErrors(@TempDir Path folder) throws Exception {
    Path reference = OptionalParts.oracleDir();
    OptionalParts.program("python3");
    for (int seed = 0; seed < ARCHIVES; seed++) {
      Files.write(folder.resolve(String.valueOf(seed)), RandomTar.of(seed));
    }
    Path answers = folder.resolve("answers");
    Process python =
        new ProcessBuilder(
                "python3",
                "-c",
                SCRIPT,
                reference.toString(),
                folder.toString(),
                String.valueOf(ARCHIVES))
            .redirectOutput(answers.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(python.waitFor()).isZero();
    List<String> expected = Files.readAllLines(answers);
    List<String> differences = new ArrayList<>();
    for (int seed = 0; seed < ARCHIVES; seed++) {
      String seen = seen(RandomTar.of(seed));
      if (!seen.equals(expected.get(seed))) {
        differences.add(
            "seed " + seed + "\n  here      " + seen + "\n  reference " + expected.get(seed));
      }
    }
    assertThat(differences).isEmpty();
  }

  private static String seen(byte[] tar) throws Exception {
    List<String> lines = new ArrayList<>();
    Set<String> notes = new TreeSet<>();
    TarReader reader =
        new TarReader(
            ChunkSource.of(new ByteArrayInputStream(tar)),
            Limits.DEFAULT,
            "test",
            f -> notes.add(f.code().code() + ":" + (f.path() == null ? "" : f.path().hex())));
    try {
      for (TarMember m = reader.next(); m != null; m = reader.next()) {
        MessageDigest sha256 = Digest.messageDigest("sha256");
        reader.readContent(sha256::update);
        List<String> xattrs = new ArrayList<>();
        m.xattrs().forEach((name, value) -> xattrs.add(name.hex() + "=" + value.hex()));
        lines.add(
            String.join(
                " ",
                String.valueOf(m.ordinal()),
                String.valueOf(m.typeFlag()),
                m.name().hex(),
                String.valueOf(m.size()),
                HexFormat.of().formatHex(sha256.digest()),
                String.valueOf(m.mode() & 07777),
                String.valueOf(m.uid()),
                String.valueOf(m.gid()),
                m.uname().hex(),
                m.gname().hex(),
                String.valueOf(m.mtimeSeconds()),
                String.valueOf(m.mtimeNanos()),
                m.link().hex(),
                String.valueOf(m.devMajor()),
                String.valueOf(m.devMinor()),
                String.join(",", xattrs)));
      }
    } catch (InputException e) {
      return "error " + e.reason().code();
    }
    lines.addAll(notes);
    return String.join(";", lines);
  }
}
