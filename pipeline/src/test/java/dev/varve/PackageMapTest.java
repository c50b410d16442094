package dev.varve;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The package map: who may import whom, and where each library is at home. A change of the map
 * changes this test in the same commit and says why.
 *
 * <p>{@code stack} joins an image's layers to one tree, which both {@code diff} and {@code runtime}
 * need and neither should own. {@code json} sits above {@code blob}, since names in images are byte
 * strings: parsing from them and writing them canonically is JSON's affair, not theirs. {@code
 * packages} reads package databases out of a squashed tree and knows nothing of images or runs;
 * {@code policy} tells rules who owns what. Registries are read with Apache HttpClient and not with
 * oras-java, which cannot be held to addresses ({@code image.registry}'s package documentation).
 */
class PackageMapTest {

  /** What each package imports directly; it may also use whatever lies below those. */
  private static final Map<String, List<String>> IMPORTS =
      Map.ofEntries(
          Map.entry("failure", List.of()),
          Map.entry("blob", List.of("failure")),
          Map.entry("json", List.of("blob")),
          Map.entry("image", List.of("blob", "json")),
          Map.entry("layer", List.of("blob")),
          Map.entry("tree", List.of("layer")),
          Map.entry("packages", List.of("tree")),
          Map.entry("stack", List.of("tree", "image")),
          Map.entry("diff", List.of("stack")),
          Map.entry("runtime", List.of("stack", "json")),
          Map.entry("rego", List.of("json")),
          Map.entry("policy", List.of("diff", "runtime", "packages", "rego")),
          Map.entry("report", List.of("policy")),
          Map.entry("plan", List.of("runtime")),
          Map.entry("gate", List.of("report", "plan")),
          Map.entry("fleet", List.of("report", "plan")),
          Map.entry("cli", List.of("gate", "fleet")));

  /**
   * Each library's packages, under the one package of ours that may use them. Jackson has two
   * homes: Rego's numbers keep the digits that {@code json} rounds.
   */
  private static final Map<String, List<String>> LIBRARY_HOMES =
      Map.ofEntries(
          Map.entry("fleet", List.of("org.apache.beam..", "org.apache.flink..", "org.joda.time..")),
          Map.entry("cli", List.of("picocli..")),
          Map.entry("json", List.of("org.yaml.snakeyaml..")),
          Map.entry("json and rego", List.of("com.fasterxml.jackson..")),
          Map.entry("rego", List.of("com.google.re2j..", "org.objectweb.asm..")),
          Map.entry("layer", List.of("org.apache.avro..")),
          Map.entry(
              "blob",
              List.of("org.apache.commons.compress..", "com.sun.jna..", "com.github.luben.zstd..")),
          Map.entry("image.registry", List.of("org.apache.hc..")),
          Map.entry("policy", List.of("com.bisnode.opa..")),
          Map.entry("diff", List.of("com.github.difflib..")),
          Map.entry("report.parquet", List.of("org.apache.parquet..")),
          Map.entry("report", List.of("gg.jte..")));

  /** The JDK, annotations for null, and the logging interface are everybody's. */
  private static final List<String> EVERYWHERE =
      List.of("java..", "javax..", "org.jspecify.annotations..", "org.slf4j..");

  private static final JavaClasses VARVE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.varve");

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void holds(ArchRule rule) {
    // A package may be on the map before it exists.
    rule.allowEmptyShould(true).check(VARVE);
  }

  @Test
  void theClassesOfTheProjectAreWhatIsChecked() {
    assertThat(Stream.of("failure", "blob", "json", "image", "layer", "tree", "stack"))
        .allMatch(name -> VARVE.containPackage("dev.varve." + name));
    assertThat(VARVE.contain(PackageMapTest.class)).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("violations")
  void eachRuleFindsItsViolation(String ruleName, Map<String, String> sources) throws IOException {
    JavaClasses compiled = compile(sources);

    assertThat(
            rules()
                .filter(rule -> rule.allowEmptyShould(true).evaluate(compiled).hasViolation())
                .map(ArchRule::getDescription))
        .containsExactly(ruleName);
  }

  @Test
  void permittedImportsViolateNothing() throws IOException {
    JavaClasses compiled =
        compile(
            Map.of(
                "dev.varve.failure.Trouble", "public class Trouble {}",
                "dev.varve.layer.Stacked", "class Stacked { dev.varve.failure.Trouble below; }",
                "dev.varve.json.Node", "class Node { com.fasterxml.jackson.core.Version home; }",
                "dev.varve.image.Picture", "public class Picture {}",
                "dev.varve.image.archive.Tar", "class Tar { dev.varve.image.Picture parent; }",
                "dev.varve.fleet.Run", "public class Run { org.joda.time.Instant home; }",
                "dev.varve.cli.ScanCommand", "class ScanCommand { dev.varve.fleet.Run fleet; }"));

    assertThat(
            rules()
                .filter(rule -> rule.allowEmptyShould(true).evaluate(compiled).hasViolation())
                .map(ArchRule::getDescription))
        .isEmpty();
  }

  static Stream<Arguments> violations() {
    return Stream.of(
        Arguments.of(
            "every package is on the map",
            Map.of("dev.varve.misc.Odd", "class Odd {}", "dev.varve.Loose", "class Loose {}")),
        Arguments.of(
            "failure imports the JDK only",
            Map.of("dev.varve.failure.Log", "class Log { org.slf4j.Logger log; }")),
        Arguments.of(
            "tree imports only [blob, failure, layer]",
            Map.of(
                "dev.varve.image.Up", "public class Up {}",
                "dev.varve.tree.Down", "class Down { dev.varve.image.Up up; }")),
        Arguments.of(
            "fleet imports only [blob, diff, failure, image, json, layer, packages, plan, policy,"
                + " rego, report, runtime, stack, tree]",
            Map.of(
                "dev.varve.gate.Sibling", "public class Sibling {}",
                "dev.varve.fleet.Run", "class Run { dev.varve.gate.Sibling sibling; }")),
        Arguments.of(
            "only json and rego uses com.fasterxml.jackson..",
            Map.of(
                "dev.varve.image.Stray", "class Stray { com.fasterxml.jackson.core.Version v; }")),
        Arguments.of(
            "only fleet uses org.apache.beam.., org.apache.flink.., org.joda.time..",
            Map.of("dev.varve.gate.Stray", "class Stray { org.joda.time.Instant time; }")),
        Arguments.of(
            "every library has a home",
            Map.of("dev.varve.blob.Odd", "class Odd { org.apache.commons.io.IOUtils io; }")),
        Arguments.of(
            "only ScanCommand touches fleet",
            Map.of(
                "dev.varve.fleet.Run", "public class Run {}",
                "dev.varve.cli.CheckCommand", "class CheckCommand { dev.varve.fleet.Run run; }")),
        Arguments.of(
            "no parent imports its subpackages",
            Map.of(
                "dev.varve.image.archive.Tar", "public class Tar {}",
                "dev.varve.image.Parent", "class Parent { dev.varve.image.archive.Tar child; }")),
        Arguments.of(
            "no cycles",
            Map.of(
                "dev.varve.image.archive.Tar",
                "public class Tar { dev.varve.image.layout.Dir d; }",
                "dev.varve.image.layout.Dir",
                "public class Dir { dev.varve.image.archive.Tar t; }")));
  }

  static Stream<ArchRule> rules() {
    List<ArchRule> rules = new ArrayList<>();
    rules.add(everyPackageIsOnTheMap());
    new TreeSet<>(IMPORTS.keySet()).forEach(name -> rules.add(importsOnlyDownward(name)));
    rules.add(failureImportsTheJdkOnly());
    new TreeMap<>(LIBRARY_HOMES).forEach((home, library) -> rules.add(onlyAtHome(home, library)));
    rules.add(everyLibraryHasAHome());
    rules.add(onlyScanCommandTouchesFleet());
    rules.add(noParentImportsItsSubpackages());
    rules.add(noCycles());
    return rules.stream();
  }

  private static ArchRule everyPackageIsOnTheMap() {
    String[] known =
        IMPORTS.keySet().stream().map(PackageMapTest::withSubpackages).toArray(String[]::new);
    return classes()
        .that()
        .doNotHaveSimpleName("package-info")
        .should()
        .resideInAnyPackage(known)
        .as("every package is on the map");
  }

  private static ArchRule importsOnlyDownward(String name) {
    TreeSet<String> below = below(name);
    String[] allowed =
        Stream.concat(Stream.of(name), below.stream())
            .map(PackageMapTest::withSubpackages)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(withSubpackages(name))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.varve..").and(not(resideInAnyPackage(allowed))))
        .as(name + " imports only " + below);
  }

  private static ArchRule failureImportsTheJdkOnly() {
    return classes()
        .that()
        .resideInAPackage("dev.varve.failure..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify.annotations..", "dev.varve.failure..")
        .as("failure imports the JDK only");
  }

  private static ArchRule onlyAtHome(String home, List<String> library) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(
            Stream.of(home.split(" and "))
                .map(PackageMapTest::withSubpackages)
                .toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library.toArray(String[]::new))
        .as("only " + home + " uses " + String.join(", ", library));
  }

  private static ArchRule everyLibraryHasAHome() {
    String[] known =
        Stream.of(
                EVERYWHERE.stream(),
                LIBRARY_HOMES.values().stream().flatMap(List::stream),
                Stream.of("dev.varve.."))
            .flatMap(packages -> packages)
            .toArray(String[]::new);
    return classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(known)
        .as("every library has a home");
  }

  private static ArchRule onlyScanCommandTouchesFleet() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("dev.varve.fleet..")
        .and()
        .haveNameNotMatching("dev\\.varve\\.cli\\.ScanCommand(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.varve.fleet..")
        .as("only ScanCommand touches fleet");
  }

  private static ArchRule noParentImportsItsSubpackages() {
    return classes()
        .that()
        .resideOutsideOfPackage("dev.varve")
        .should(
            new ArchCondition<JavaClass>("not import its subpackages") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                  String target = dependency.getTargetClass().getPackageName();
                  boolean permitted = !target.startsWith(item.getPackageName() + ".");
                  events.add(
                      new SimpleConditionEvent(dependency, permitted, dependency.getDescription()));
                }
              }
            })
        .as("no parent imports its subpackages");
  }

  private static ArchRule noCycles() {
    return slices().matching("dev.varve.(**)").should().beFreeOfCycles().as("no cycles");
  }

  /** What the named package imports, and everything below that. */
  private static TreeSet<String> below(String name) {
    TreeSet<String> all = new TreeSet<>();
    for (String direct : IMPORTS.getOrDefault(name, List.of())) {
      all.add(direct);
      all.addAll(below(direct));
    }
    return all;
  }

  private static String withSubpackages(String name) {
    return "dev.varve." + name + "..";
  }

  /** Compiles classes given by their qualified names; each source lacks its package line. */
  private JavaClasses compile(Map<String, String> sources) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", folder.toString()));
    arguments.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      String name = source.getKey();
      Path file = folder.resolve("src").resolve(name.replace('.', '/') + ".java");
      Files.createDirectories(file.resolveSibling("."));
      String packageLine = "package " + name.substring(0, name.lastIndexOf('.')) + "; ";
      Files.writeString(file, packageLine + source.getValue());
      arguments.add(file.toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
    return new ClassFileImporter().importPath(folder);
  }
}
