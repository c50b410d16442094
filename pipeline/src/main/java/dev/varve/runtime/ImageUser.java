package dev.varve.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who a {@code USER} of an image or run spec really is (policy-catalogue.md section 1.1, {@code
 * user}). Follows what Docker does: whatever reads as a number is one (with a sign, with leading
 * zeros, and even if an account bears those digits as its name), and nothing is trimmed.
 *
 * @param spec as written
 * @param uid null if it cannot be known
 * @param gid null if it cannot be known
 * @param groups all group ids, ascending
 * @param name of the account, or null if there is none
 * @param root whether the process starts as uid 0; null if that cannot be known
 * @param notes what is odd: {@code digits-only-name}, {@code duplicate-name}, {@code sign}, {@code
 *     leading-zeros}, {@code spaces}, {@code group-unknown}, {@code group-out-of-range}
 */
public record ImageUser(
    String spec,
    How how,
    @Nullable Long uid,
    @Nullable Long gid,
    List<Long> groups,
    @Nullable String name,
    @Nullable Boolean root,
    List<String> notes)
    implements java.io.Serializable {
  /** The largest id that engines accept (a signed 32-bit number). */
  static final long MAX_ID = Integer.MAX_VALUE;

  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");

  public ImageUser {
    groups = List.copyOf(groups);
    notes = List.copyOf(notes);
  }

  /** How the user was found. */
  public enum How {
    EMPTY,
    NAME,
    NUMBER,
    NAME_UNKNOWN,
    OUT_OF_RANGE,
    INVALID;

    /** The text form in facts. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Resolves {@code user[:group]} without added groups. */
  public static ImageUser resolve(String spec, Accounts accounts) {
    return resolve(spec, List.of(), accounts);
  }

  /**
   * Resolves {@code user[:group]} as an engine does when the container starts.
   *
   * @param added names or numbers of groups that the run spec adds
   */
  public static ImageUser resolve(String spec, List<String> added, Accounts accounts) {
    return resolve(spec, added, GroupSettings.NONE, accounts);
  }

  /**
   * Resolves the {@code USER} of an image as the kubelet and a CRI runtime do (containerd's {@code
   * getUserFromImage} and {@code oci.WithUser}), which is not always what Docker does: the group is
   * dropped, so that the account's own counts, and a number beyond what ids can be is looked up as
   * the name of an account.
   */
  public static ImageUser underCri(String spec, Accounts accounts) {
    int colon = spec.indexOf(':');
    String user = colon < 0 ? spec : spec.substring(0, colon);
    if (user.isEmpty()) {
      // The kubelet learns of no user, and the runtime takes what the image says as it is.
      return resolve(spec, accounts);
    }
    ImageUser alone = resolve(user, accounts);
    Accounts.User named = alone.how() == How.OUT_OF_RANGE ? accounts.user(user) : null;
    return named == null ? alone : new Resolution(user, accounts).named(named);
  }

  /** Whether two resolutions end in the same process. */
  public boolean isSameProcess(ImageUser other) {
    return how == other.how
        && Objects.equals(uid, other.uid)
        && Objects.equals(gid, other.gid)
        && groups.equals(other.groups);
  }

  /** As {@link #resolve(String, List, Accounts)}, with groups that are set apart from the user. */
  static ImageUser resolve(
      String spec, List<String> added, GroupSettings settings, Accounts accounts) {
    return new Resolution(spec, accounts).resolve(added, settings);
  }

  /** A number as engines read it: an optional sign and digits. */
  private static @Nullable Long number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return null;
    }
    String digits = text.replaceFirst("^[+-]?0*", "");
    if (digits.isEmpty()) {
      return 0L;
    }
    long size = digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    return text.startsWith("-") ? -size : size;
  }

  /** The state of one resolution. */
  private static final class Resolution {
    private final String spec;
    private final Accounts accounts;
    private final TreeSet<Long> groups = new TreeSet<>();
    private final TreeSet<String> notes = new TreeSet<>();
    private How how = How.EMPTY;
    private @Nullable Long uid;
    private @Nullable Long gid;
    private @Nullable String name;

    Resolution(String spec, Accounts accounts) {
      this.spec = spec;
      this.accounts = accounts;
    }

    ImageUser resolve(List<String> added, GroupSettings settings) {
      int colon = spec.indexOf(':');
      String userPart = colon < 0 ? spec : spec.substring(0, colon);
      String groupPart = colon < 0 ? "" : spec.substring(colon + 1);
      if (spec.chars().anyMatch(Character::isWhitespace)) {
        notes.add("spaces");
      }
      if (groupPart.contains(":") || spec.chars().anyMatch(c -> c <= ' ' || c == 0x7F)) {
        how = How.INVALID;
        return result();
      }
      user(userPart);
      if (!groupPart.isEmpty()) {
        gid = group(groupPart);
      } else if (name != null) {
        memberships(name);
      }
      if (settings.strict()) {
        groups.clear();
      }
      if (settings.primary() != null) {
        gid = settings.primary();
      }
      if (gid != null) {
        groups.add(gid);
      }
      if (settings.fsGroup() != null) {
        groups.add(settings.fsGroup());
      }
      for (String extra : added) {
        Long id = group(extra.strip());
        if (id != null) {
          groups.add(id);
        }
      }
      return result();
    }

    /** What an account is, whatever its name looks like. */
    ImageUser named(Accounts.User named) {
      how = How.NAME;
      noteDuplicates(named.name(), named);
      account(named.uid(), named);
      memberships(named.name());
      groups.add(named.gid());
      return result();
    }

    private void user(String part) {
      if (part.isEmpty()) {
        // Nothing said is uid 0, with the account's groups if there is one.
        account(0L, accounts.user(0L));
        return;
      }
      Accounts.User named = accounts.user(part);
      Long number = number(part);
      if (number != null) {
        if (named != null) {
          notes.add("digits-only-name");
        }
        noteNumber(part);
        how = number < 0 || number > MAX_ID ? How.OUT_OF_RANGE : How.NUMBER;
        if (how == How.NUMBER) {
          account(number, accounts.user(number));
        }
      } else if (named != null) {
        how = How.NAME;
        noteDuplicates(part, named);
        account(named.uid(), named);
      } else {
        how = How.NAME_UNKNOWN;
        // Without any passwd there is nothing that could make this name mean somebody else.
        if (part.equals("root") && !accounts.passwdPresent()) {
          account(0L, null);
        }
      }
    }

    private void noteDuplicates(String part, Accounts.User named) {
      for (Accounts.User other : accounts.users()) {
        if (other.name().equals(part) && other.uid() != named.uid()) {
          notes.add("duplicate-name");
        }
      }
    }

    private void noteNumber(String part) {
      if (part.startsWith("+") || part.startsWith("-")) {
        notes.add("sign");
      }
      if (part.replaceFirst("^[+-]", "").matches("0[0-9]+")) {
        notes.add("leading-zeros");
      }
    }

    private void account(long id, Accounts.@Nullable User user) {
      uid = id;
      gid = user == null ? 0L : user.gid();
      name = user == null ? null : user.name();
    }

    private void memberships(String member) {
      for (Accounts.Group group : accounts.groups()) {
        if (group.members().contains(member)) {
          groups.add(group.gid());
        }
      }
    }

    private @Nullable Long group(String part) {
      Long number = number(part);
      if (number != null) {
        if (number >= 0 && number <= MAX_ID) {
          return number;
        }
        notes.add("group-out-of-range");
        return null;
      }
      Accounts.Group named = accounts.group(part);
      if (named == null) {
        notes.add("group-unknown");
        return null;
      }
      return named.gid();
    }

    private ImageUser result() {
      Boolean root = uid == null ? null : uid == 0;
      return new ImageUser(
          spec, how, uid, gid, new ArrayList<>(groups), name, root, new ArrayList<>(notes));
    }
  }
}
