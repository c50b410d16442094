package dev.varve.layer;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a facts store lies: in a folder, or in an object store if the text begins with a scheme, as
 * in {@code s3://bucket/varve}.
 *
 * @param text a path or a URI without a slash at its end
 */
public record StoreAddress(String text) implements Serializable {
  /** One letter and a colon begin a path on Windows; nobody's path has two slashes there. */
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");

  private static final String VARIABLE = "VARVE_STORE";

  public StoreAddress {
    boolean isUri = URI.matcher(text).matches();
    while (isUri && text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
  }

  /** Of a folder, which every process sees under its absolute path. */
  public static StoreAddress of(Path folder) {
    return new StoreAddress(folder.toAbsolutePath().toString());
  }

  /**
   * Of what the user names, and else as the environment says, see {@link
   * DirectoryFactsStore#defaultRoot}.
   *
   * @param named may be empty for nothing
   */
  public static StoreAddress of(String named, Map<String, String> environment) {
    String text = named.isEmpty() ? environment.getOrDefault(VARIABLE, "") : named;
    if (text.isEmpty()) {
      return of(DirectoryFactsStore.defaultRoot(environment));
    }
    StoreAddress address = new StoreAddress(text);
    return address.isFolder() ? of(Path.of(text)) : address;
  }

  public boolean isFolder() {
    return !URI.matcher(text).matches();
  }

  /**
   * The folder.
   *
   * @throws IllegalStateException if it is in an object store
   */
  public Path folder() {
    if (!isFolder()) {
      throw new IllegalStateException(text + " is no folder");
    }
    return Path.of(text);
  }

  /**
   * The folder on this machine for what is no fact: the store itself, or the usual one beside a
   * store of objects.
   */
  public Path localFolder(Map<String, String> environment) {
    if (isFolder()) {
      return folder();
    }
    Map<String, String> others = new HashMap<>(environment);
    others.remove(VARIABLE);
    return DirectoryFactsStore.defaultRoot(others);
  }

  @Override
  public String toString() {
    return text;
  }
}
