package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files whose name says that they hold credentials; what they hold decides, never the name. */
enum CredentialFile {
  /** Registry logins of docker, podman and kaniko. */
  DOCKER("docker-auth", "\"auth\"\\s*:\\s*\"([A-Za-z0-9+/=]{4,8192})\"") {
    @Override
    boolean counts(String value) {
      try {
        String login = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        int colon = login.indexOf(':');
        return colon > 0 && Placeholders.isPassword(login.substring(colon + 1));
      } catch (IllegalArgumentException e) {
        return false; // not base64: no login
      }
    }
  },
  /** Logins of curl, ftp and git by machine. */
  NETRC("netrc-password", "(?:^|\\s)password\\s+(\\S{1,1024})"),
  /** Git's store of URLs with passwords. */
  GIT("git-credentials", "(?m)^https?://[^:@/\\s]+:([^@\\s]{1,1024})@[^\\s]+$");

  /** Such files are small; what comes later in one is not looked at. */
  static final int MAX_BYTES = 64 << 10;

  private final String detector;
  private final Pattern form;

  CredentialFile(String detector, String form) {
    this.detector = detector;
    this.form = Pattern.compile(form);
  }

  /** The credential file of that path, if it is one. */
  static Optional<CredentialFile> of(Bytes path) {
    int length = path.length();
    // All these names end in "c", "g", "n" or "s"; most paths are told apart by one byte.
    if (length == 0 || "cgns".indexOf(path.at(length - 1)) < 0) {
      return Optional.empty();
    }
    String name = PathOrder.baseName(path).text();
    String parent = PathOrder.baseName(PathOrder.parent(path)).text();
    return switch (name) {
      case ".dockercfg", ".dockerconfigjson" -> Optional.of(DOCKER);
      case "config.json" -> parent.equals(".docker") ? Optional.of(DOCKER) : Optional.empty();
      case "auth.json" -> parent.equals("containers") ? Optional.of(DOCKER) : Optional.empty();
      case ".netrc", "_netrc" -> Optional.of(NETRC);
      case ".git-credentials" -> Optional.of(GIT);
      case "credentials" -> parent.equals("git") ? Optional.of(GIT) : Optional.empty();
      default -> Optional.empty();
    };
  }

  boolean counts(String value) {
    return Placeholders.isPassword(value);
  }

  /** The credentials in the text of such a file. */
  List<SecretMatch> find(Bytes text) {
    // One character for each byte, so that positions are offsets.
    String content = new String(text.unsafeArray(), StandardCharsets.ISO_8859_1);
    List<SecretMatch> found = new ArrayList<>();
    Matcher matcher = form.matcher(content);
    while (matcher.find()) {
      String value = matcher.group(1);
      if (counts(value)) {
        int line =
            1 + (int) content.substring(0, matcher.start(1)).chars().filter(c -> c == '\n').count();
        found.add(
            new SecretMatch(
                detector,
                line,
                matcher.start(1),
                text.slice(matcher.start(1), matcher.end(1)),
                "[" + value.length() + "]",
                "****"));
      }
    }
    return found;
  }
}
