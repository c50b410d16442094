package dev.varve.policy;

import dev.varve.image.ImageConfig;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.Accounts;
import dev.varve.runtime.AskedCommand;
import dev.varve.runtime.ImageSurvey;
import dev.varve.runtime.OsRelease;
import dev.varve.runtime.SshServer;
import dev.varve.runtime.Sudoers;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was looked up in an image's tree, as facts (policy-catalogue.md section 1.1). */
final class SurveyFacts {
  /** Before it there were no images: earlier dates are those that reproducible builds set. */
  private static final int FIRST_YEAR = 2013;

  private static final int MAX_COMMANDS = 50;

  private final ImageSurvey survey;

  SurveyFacts(ImageSurvey survey) {
    this.survey = survey;
  }

  /** When the image was made, as far as its dates can be believed. */
  JsonObject created(String written) {
    Long seconds = survey.packageDatabaseSeconds();
    Instant database = seconds == null ? null : instant(seconds);
    return JsonObject.builder()
        .put("at", FactsJson.text(written.isEmpty() ? null : written))
        .put("trusted", isBelievable(instant(written)))
        .put(
            "package_db_at",
            FactsJson.text(database != null && isBelievable(database) ? database.toString() : null))
        .build();
  }

  private static @Nullable Instant instant(String text) {
    try {
      return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null; // no date that anybody could believe
    }
  }

  private static @Nullable Instant instant(long seconds) {
    try {
      return Instant.ofEpochSecond(seconds);
    } catch (DateTimeException e) {
      return null; // layers may claim any time
    }
  }

  /** The day of a date that can be believed, in UTC, or null. */
  static @Nullable LocalDate date(String written) {
    Instant instant = instant(written);
    return isBelievable(instant) ? LocalDate.ofInstant(instant, ZoneOffset.UTC) : null;
  }

  private static boolean isBelievable(@Nullable Instant date) {
    return date != null
        && date.isBefore(Instant.parse("9999-01-01T00:00:00Z"))
        && date.atOffset(ZoneOffset.UTC).getYear() >= FIRST_YEAR;
  }

  JsonValue os() {
    OsRelease os = survey.os();
    if (os == null) {
      return JsonNull.NULL;
    }
    return JsonObject.builder()
        .put("id", os.id())
        .put("version", os.version())
        .put("version_id", os.versionId())
        .put("codename", os.codename())
        .put("name", os.name())
        .put("family", os.family())
        .build();
  }

  JsonArray users(Accounts accounts) {
    List<JsonValue> users = new ArrayList<>();
    for (Accounts.User account : accounts.users()) {
      Boolean shell = account.shell().isEmpty() ? null : survey.shells().contains(account.shell());
      users.add(
          JsonObject.builder()
              .put("name", account.name())
              .put("uid", account.uid())
              .put("gid", account.gid())
              .put("home", account.home())
              .put("shell", account.shell())
              .put("shell_exists", FactsJson.bool(shell))
              .put("password", account.password())
              .build());
    }
    return JsonArray.of(users);
  }

  JsonArray loginPrograms() {
    return JsonArray.ofTexts(survey.loginPrograms());
  }

  JsonArray mountPoints() {
    List<JsonValue> points = new ArrayList<>();
    for (ImageSurvey.MountPoint point : survey.mountPoints()) {
      points.add(
          JsonObject.builder()
              .put("path", "/" + point.path())
              .put("type", point.kind())
              .put("target", FactsJson.text(point.target()))
              .put("layer", point.layer())
              .build());
    }
    return JsonArray.of(points);
  }

  JsonObject sudoers(Accounts accounts) {
    Sudoers sudoers = survey.sudoers();
    List<JsonValue> rules = new ArrayList<>();
    for (Sudoers.Grant grant : sudoers.grants()) {
      List<String> commands = grant.commands();
      rules.add(
          JsonObject.builder()
              .put("file", grant.file())
              .put("line", grant.line())
              .put("tool", grant.tool())
              .put("who", grant.who())
              .put("root", isRoot(grant.who(), accounts))
              .put("runas", grant.runas())
              .put("nopasswd", grant.noPassword())
              .put("all", grant.everything())
              .put(
                  "commands",
                  JsonArray.ofTexts(
                      commands.subList(0, Math.min(MAX_COMMANDS, commands.size())).stream()
                          .map(BuildSecrets::redact)
                          .toList()))
              .build());
    }
    return JsonObject.builder()
        .put("program", FactsJson.text(sudoers.program()))
        .put("unread", JsonArray.ofTexts(sudoers.unread()))
        .put("rules", JsonArray.of(rules))
        .build();
  }

  private static boolean isRoot(String who, Accounts accounts) {
    if (who.equals("root") || who.equals("#0")) {
      return true;
    }
    Accounts.User user = accounts.user(who);
    return user != null && user.uid() == 0;
  }

  JsonObject ssh() {
    SshServer ssh = survey.ssh();
    JsonObject.Builder config = JsonObject.builder();
    ssh.settings().forEach(config::put);
    List<JsonValue> keys = new ArrayList<>();
    for (SshServer.AuthorizedKeys file : ssh.authorizedKeys()) {
      keys.add(JsonObject.builder().put("path", file.path()).put("keys", file.keys()).build());
    }
    return JsonObject.builder()
        .put("daemon", FactsJson.text(ssh.daemon()))
        .put("in_start", ssh.starts())
        .put("port", ssh.portExposed())
        .put("host_keys", JsonArray.ofTexts(ssh.hostKeys()))
        .put("config", config.build())
        .put("authorized_keys", JsonArray.of(keys))
        .build();
  }

  /** The health check of a config: its form, its words, and whether it is switched off. */
  static JsonValue healthcheck(ImageConfig config) {
    List<String> test = config.healthcheck();
    if (test == null || test.isEmpty()) {
      return JsonNull.NULL;
    }
    String kind = test.get(0);
    String form =
        switch (kind) {
          case "NONE" -> "none";
          case "CMD" -> "exec";
          case "CMD-SHELL" -> "shell";
          default -> "invalid";
        };
    List<String> argv = test.subList(1, test.size());
    return JsonObject.builder()
        .put("form", form)
        .put("argv", JsonArray.ofTexts(argv.stream().map(BuildSecrets::redact).toList()))
        .put("disabled", form.equals("none"))
        .put("secret", argv.stream().anyMatch(word -> !BuildSecrets.redact(word).equals(word)))
        .build();
  }

  /** The same, with what the program that it runs is in the image. */
  JsonValue resolvedHealthcheck(ImageConfig config) {
    JsonObject check = healthcheck(config).objectOrNull();
    if (check == null) {
      return JsonNull.NULL;
    }
    AskedCommand command = survey.health();
    JsonObject.Builder json = JsonObject.builder();
    check.members().forEach(json::put);
    return json.put("status", FactsJson.text(command == null ? null : command.status().label()))
        .put("path", FactsJson.text(command == null ? null : command.path()))
        .build();
  }

  /** Exposed ports, a range as its first and last. */
  static JsonArray ports(ImageConfig config) {
    List<JsonValue> ports = new ArrayList<>();
    for (String exposed : config.exposedPorts()) {
      String[] parts = exposed.split("/", 2);
      String[] ends = parts[0].split("-", 2);
      Integer first = port(ends[0]);
      Integer last = port(ends[ends.length - 1]);
      if (first != null && last != null) {
        ports.add(
            JsonObject.builder()
                .put("port", first)
                .put("port_end", last)
                .put("proto", parts.length < 2 ? "tcp" : parts[1])
                .build());
      }
    }
    return JsonArray.of(ports);
  }

  private static @Nullable Integer port(String text) {
    return text.matches("[0-9]{1,5}") ? Integer.valueOf(text) : null;
  }
}
