package dev.varve.failure;

import java.util.Locale;

/**
 * Why an image (or another input) cannot be analysed at all: the refusals of semantics.md section
 * 11 and the limits of design.md section 9. The text form is the constant's name in lower case with
 * hyphens and is part of the output format.
 */
public enum ReasonCode {
  UNREADABLE("check that the file exists and that you may read it"),
  EMPTY_INPUT("export the image again"),
  NOT_AN_IMAGE("name a docker-save archive, an OCI archive or an OCI layout directory"),
  SEVERAL_IMAGES("choose one with --tag TAG, DIGEST or #N, or with --platform"),
  NO_SUCH_IMAGE("choose one that is there with --tag or --platform"),
  IMAGE_INCOMPLETE("save the image again with all its blobs"),
  JSON_MALFORMED("export the image again"),
  AMBIGUOUS_MANIFEST("do not trust this image; build and push it again"),
  INDEX_TOO_DEEP("flatten the image index"),
  BAD_DIGEST("build and push the image again"),
  UNSUPPORTED_DIGEST("push the image with sha256 or sha512 digests"),
  CONFIG_MISSING("save the image again; its config is not in the archive"),
  PARENT_LOOP("save the image again; its layers name each other as parents"),
  LAYER_MISSING("save or push the image again with all its layers"),
  LAYER_COUNT_MISMATCH("build the image again; its config and manifest disagree"),
  ARCHIVE_LINK_LOOP("save the image again; links in the archive form a loop"),
  ARCHIVE_LINK_ESCAPE("do not trust this archive; a name in it leads outside"),
  UNSUPPORTED_COMPRESSION("compress layers with gzip or zstd"),
  GZIP_MALFORMED("export the image again"),
  GZIP_TRUNCATED("export the image again; the data stops early"),
  ZSTD_MALFORMED("export the image again"),
  ZSTD_UNAVAILABLE("install varve for this platform again; its zstd library cannot be loaded"),
  TAR_MALFORMED("build the layer again"),
  TAR_TRUNCATED("export the image again; the data stops early"),

  TOO_MANY_ENTRIES("raise --max-entries if this layer is to be trusted"),
  PATH_TOO_LONG("raise --max-path-bytes if this layer is to be trusted"),
  PATH_TOO_DEEP("raise --max-path-depth if this layer is to be trusted"),
  LAYER_TOO_LARGE("raise --max-layer-bytes if this layer is to be trusted"),
  COMPRESSION_RATIO("raise --max-compression-ratio if this layer is to be trusted"),
  JSON_TOO_LARGE("raise --max-json-bytes if this document is to be trusted"),
  JSON_TOO_DEEP("raise --max-json-depth if this document is to be trusted"),
  TOO_MANY_LAYERS("raise --max-layers if this image is to be trusted"),
  TOO_MANY_MANIFESTS("raise --max-manifests if this archive is to be trusted"),
  XATTR_TOO_LARGE("raise --max-xattr-bytes if this layer is to be trusted"),

  FILE_TOO_LARGE("extract the file with another tool to look at it"),
  PACKAGE_DATABASE_MALFORMED("build the image again; its package database is damaged"),
  FLEET_FILE_INVALID("mend the fleet file"),
  RUN_SPEC_INVALID("mend the run spec"),
  OUTSIDE_PROJECT("say --allow-outside if what the run spec names may be read"),
  REMOTE_SPEC("fetch it yourself and name the file"),
  HOST_PROFILE_INVALID("mend the host profile"),
  EXCEPTIONS_INVALID("mend the exceptions file"),
  PARAMS_INVALID("mend the parameters file"),
  DIVE_RULES_INVALID("mend the thresholds for dive"),
  RUN_UNUSABLE("name the folder of a scan by this version of varve, or scan again"),
  SIGNING_FAILED(
      "see what is said of the key; one with a passphrase is best added to an ssh-agent"),
  LISTING_LOST(
      "scan the image again with the same --store, or name that run's store; --with-facts keeps facts with the results"),
  DOCUMENTS_NOT_KEPT("judge the documents themselves: varve check IMAGE --run SPEC"),
  DETECTOR_MISSING("correct the rule's selector, or scan again with a varve that has the detector"),
  BEAM_OPTION_INVALID("name a runner and options that Beam has"),
  POLICY_FAILED("see the policy named"),
  OPA_MISSING(
      "install it (https://www.openpolicyagent.org/docs/latest/#running-opa), or name a bundle that varve policy build has made where opa is"),
  OPA_UNREACHABLE("start the OPA server, or correct --opa-url or the token"),
  REFERENCE_UNSUPPORTED("write REPOSITORY[:TAG][@DIGEST], with the registry before it"),
  REGISTRY_UNREACHABLE("check the registry's name and the network, then try again"),
  REGISTRY_TIMEOUT("try again when the registry is less busy"),
  REGISTRY_ERROR("try again later; if it stays so, ask who runs the registry"),
  REGISTRY_TLS(
      "name the registry's CA with --registry-ca FILE, or --plain-http HOST if it has none"),
  REGISTRY_DENIED("log in with docker login, or name another account in Docker's config.json"),
  REGISTRY_NOT_FOUND("check the name; a registry also says so of what an account may not see"),
  REGISTRY_MALFORMED("check that this is a registry with the OCI distribution API"),
  REGISTRY_TRUNCATED("try again; if it stays so, the registry's storage lacks data"),
  REGISTRY_WRONG_BYTES("push the image again; do not trust this registry until it is mended"),
  REGISTRY_TOO_LARGE(
      "ask for less with repositories: and tags:, or raise --max-registry-names if the registry is to be trusted"),
  ADDRESS_REFUSED("say --registry-allow HOST if the registry may send you there"),
  CREDENTIALS_UNUSABLE("mend Docker's config.json or the credential helper it names"),
  DOCKER_UNAVAILABLE("start Docker, or save the image to an archive and name that"),
  STORAGE_FAILED("make room or mend the disk, then scan again with --only-failed"),
  INTERNAL_ERROR("please report this with the log");

  private final String code;
  private final String nextStep;

  ReasonCode(String nextStep) {
    this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.nextStep = nextStep;
  }

  /** The stable text form, such as {@code gzip-truncated}. */
  public String code() {
    return code;
  }

  /** What a user can do about it, as an imperative clause without a full stop. */
  public String nextStep() {
    return nextStep;
  }
}
