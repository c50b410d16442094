package dev.varve.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Limits;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.json.Yaml;
import dev.varve.testing.OptionalParts;
import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.WindowsSecurityContextOptions;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of fields against the classes of a client library, which are made from the API. */
class KubernetesFieldsTest {
  static Stream<Arguments> types() {
    return Stream.of(
        Arguments.of(KubernetesFields.POD_SPEC, List.of(PodSpec.class)),
        Arguments.of(
            KubernetesFields.CONTAINER, List.of(Container.class, EphemeralContainer.class)),
        Arguments.of(KubernetesFields.SECURITY_CONTEXT, List.of(SecurityContext.class)),
        Arguments.of(KubernetesFields.POD_SECURITY_CONTEXT, List.of(PodSecurityContext.class)),
        Arguments.of(
            KubernetesFields.WINDOWS_OPTIONS, List.of(WindowsSecurityContextOptions.class)),
        Arguments.of(KubernetesFields.CAPABILITIES, List.of(Capabilities.class)),
        Arguments.of(
            KubernetesFields.PROFILE, List.of(SeccompProfile.class, AppArmorProfile.class)),
        Arguments.of(KubernetesFields.SELINUX_OPTIONS, List.of(SELinuxOptions.class)),
        Arguments.of(KubernetesFields.VOLUME, List.of(Volume.class)),
        Arguments.of(KubernetesFields.VOLUME_MOUNT, List.of(VolumeMount.class)),
        Arguments.of(KubernetesFields.VOLUME_DEVICE, List.of(VolumeDevice.class)),
        Arguments.of(KubernetesFields.CONTAINER_PORT, List.of(ContainerPort.class)),
        Arguments.of(KubernetesFields.RESOURCES, List.of(ResourceRequirements.class)),
        Arguments.of(KubernetesFields.ENV_VAR, List.of(EnvVar.class)),
        Arguments.of(KubernetesFields.ENV_VAR_SOURCE, List.of(EnvVarSource.class)),
        Arguments.of(KubernetesFields.ENV_FROM_SOURCE, List.of(EnvFromSource.class)),
        Arguments.of(KubernetesFields.LIFECYCLE, List.of(Lifecycle.class)),
        Arguments.of(KubernetesFields.HANDLER, List.of(LifecycleHandler.class)),
        Arguments.of(KubernetesFields.PROBE, List.of(Probe.class)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void everyFieldOfTheApiIsReadOrKnownToMeanNothing(
      KubernetesFields fields, List<Class<?>> classes) {
    Set<String> known = new TreeSet<>(fields.read());
    known.addAll(fields.withoutMeaning());

    assertThat(known).isEqualTo(fieldsOf(classes));
    assertThat(fields.read()).noneMatch(fields.withoutMeaning()::contains);
  }

  @Test
  void everyTypeOfTheTableIsCompared() {
    assertThat(types().map(arguments -> arguments.get()[0]))
        .containsExactlyInAnyOrder((Object[]) KubernetesFields.values());
  }

  @Test
  void everyFieldThatIsReadStandsInSomeFixture() throws Exception {
    Set<String> written = new TreeSet<>();
    Path folder = OptionalParts.projectRoot().resolve("fixtures/runs/kubernetes");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        for (JsonValue document :
            Yaml.parseAll(Files.readAllBytes(file), file.toString(), Limits.DEFAULT)) {
          addKeys(document, written);
        }
      }
    }
    Set<String> read = new TreeSet<>();
    for (KubernetesFields fields : KubernetesFields.values()) {
      read.addAll(fields.read());
    }

    assertThat(written).containsAll(read);
  }

  private static void addKeys(JsonValue value, Set<String> keys) {
    JsonObject object = value.objectOrNull();
    if (object != null) {
      keys.addAll(object.keys());
      object.members().values().forEach(member -> addKeys(member, keys));
    }
    JsonArray array = value.arrayOrNull();
    if (array != null) {
      for (JsonValue item : array) {
        addKeys(item, keys);
      }
    }
  }

  private static Set<String> fieldsOf(List<Class<?>> classes) {
    Set<String> names = new TreeSet<>();
    for (Class<?> type : classes) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())
            && !field.getName().equals("additionalProperties")) {
          names.add(field.getName());
        }
      }
    }
    return names;
  }
}
