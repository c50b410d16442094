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
  GIT("git-credentials", "(?m)^https?://[^:@/\\s]+:([^@\\s]{1,1024})@[^\\s]+$"),
  /** Logins of Python's package index. */
  PYPI("pypi-password", "(?m)^[ \\t]*password[ \\t]*[=:][ \\t]*(\\S{1,1024})"),
  /** Maven's servers; what stands in braces is encrypted. */
  MAVEN("maven-password", "<(?:password|passphrase)>([^<>\\s]{1,1024})</"),
  NUGET(
      "nuget-password", "(?i)key=\"(?:ClearTextPassword|ApiKey)\"\\s+value=\"([^\"\\s]{1,1024})\""),
  /** Logins and tokens of PHP's package manager, by host. */
  COMPOSER(
      "composer-credential",
      "\"(?:password|[a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63}){1,8})\"\\s*:\\s*\"([^\"\\s]{8,1024})\""),
  CARGO("cargo-token", "(?m)^[ \\t]*token[ \\t]*=[ \\t]*\"([^\"\\s]{8,1024})\""),
  RUBYGEMS("rubygems-key", "(?m)^:[a-z_]{0,40}api_key:[ \\t]*(\\S{8,1024})"),
  /** Keys and tokens with which one talks to a cluster. */
  KUBECONFIG(
      "kubeconfig-credential",
      "(?m)^[ \\t-]*(?:client-key-data|token|password):[ \\t]*\"?([A-Za-z0-9+/=._-]{8,16384})"),
  /** What command-line programs of clouds keep of a login. */
  CLOUD_LOGIN(
      "cloud-refresh-token", "\"(?:refresh_token|refreshToken)\"\\s*:\\s*\"([^\"\\s]{16,4096})\"");

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
    // Most paths are told apart by the one byte that they end in.
    if (length == 0 || "cfglnsGS".indexOf(path.at(length - 1)) < 0) {
      return Optional.empty();
    }
    String name = PathOrder.baseName(path).text();
    String parent = PathOrder.baseName(PathOrder.parent(path)).text();
    return switch (name) {
      case ".dockercfg", ".dockerconfigjson" -> Optional.of(DOCKER);
      case "config.json" -> parent.equals(".docker") ? Optional.of(DOCKER) : Optional.empty();
      case "auth.json" -> Optional.of(parent.equals("containers") ? DOCKER : COMPOSER);
      case ".netrc", "_netrc" -> Optional.of(NETRC);
      case ".git-credentials" -> Optional.of(GIT);
      case "credentials" ->
          switch (parent) {
            case "git" -> Optional.of(GIT);
            case ".cargo" -> Optional.of(CARGO);
            case ".gem" -> Optional.of(RUBYGEMS);
            default -> Optional.empty();
          };
      case ".pypirc" -> Optional.of(PYPI);
      case "settings.xml" -> parent.equals(".m2") ? Optional.of(MAVEN) : Optional.empty();
      case "nuget.config", "NuGet.Config", "NuGet.config" -> Optional.of(NUGET);
      case "credentials.toml" -> parent.equals(".cargo") ? Optional.of(CARGO) : Optional.empty();
      case "config" -> parent.equals(".kube") ? Optional.of(KUBECONFIG) : Optional.empty();
      case "kubeconfig", "kubeconfig.yaml", "admin.conf", "super-admin.conf" ->
          Optional.of(KUBECONFIG);
      case "application_default_credentials.json", "accessTokens.json", "msal_token_cache.json" ->
          Optional.of(CLOUD_LOGIN);
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
    LineCount lines = new LineCount(content);
    Matcher matcher = form.matcher(content);
    while (matcher.find()) {
      String value = matcher.group(1);
      if (counts(value)) {
        found.add(
            new SecretMatch(
                detector,
                lines.at(matcher.start(1)),
                matcher.start(1),
                text.slice(matcher.start(1), matcher.end(1)),
                "[" + value.length() + "]",
                "****"));
      }
    }
    return found;
  }
}
