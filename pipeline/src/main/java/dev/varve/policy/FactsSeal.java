package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.image.Image;
import dev.varve.image.ImageConfig;
import dev.varve.json.RecordJson;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.Health;
import dev.varve.runtime.Hook;
import dev.varve.runtime.ProcessSpec;
import dev.varve.runtime.RunSpec;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of the images and run specs that a run keeps for a later one. What is left
 * makes the same facts documents: where a secret stood is marked, and neither documents nor rules
 * ever see more than that ({@link BuildSecrets#seal}). Source documents are left out altogether.
 */
public final class FactsSeal implements RecordJson.Rewrite {
  @Override
  public Object apply(Object value) {
    if (value instanceof String text) {
      return BuildSecrets.seal(text);
    }
    if (value instanceof Image image) {
      return sealed(image);
    }
    if (value instanceof ImageConfig config) {
      return sealed(config);
    }
    if (value instanceof RunSpec run) {
      return sealed(run);
    }
    if (value instanceof ProcessSpec process) {
      return new ProcessSpec(
          words(process.entrypoint()),
          words(process.command()),
          process.user(),
          process.groups(),
          process.workdir(),
          process.env(),
          process.init(),
          process.groupSettings(),
          process.envFrom());
    }
    if (value instanceof Health health) {
      return new Health(BuildSecrets.sealWords(health.test()), health.disabled(), health.probes());
    }
    if (value instanceof Hook hook) {
      return new Hook(
          hook.event(),
          hook.way(),
          BuildSecrets.sealWords(hook.argv()),
          hook.address(),
          hook.user(),
          hook.privileged(),
          hook.env());
    }
    if (value instanceof EnvVar variable && variable.value() != null) {
      String shown = BuildSecrets.sealValue(variable.name(), variable.value());
      return new EnvVar(variable.name(), shown, variable.from());
    }
    return value;
  }

  private static Image sealed(Image image) {
    return new Image(
        image.source(),
        image.position(),
        image.refs(),
        image.format(),
        image.platform(),
        image.configDigest(),
        image.manifestDigest(),
        image.config(),
        Bytes.EMPTY,
        image.layers(),
        image.findings());
  }

  private static ImageConfig sealed(ImageConfig config) {
    return new ImageConfig(
        config.os(),
        config.architecture(),
        config.variant(),
        config.created(),
        config.user(),
        config.env().stream().map(FactsSeal::assignment).toList(),
        words(config.entrypoint()),
        words(config.cmd()),
        config.shell(),
        config.workingDir(),
        config.volumes(),
        config.exposedPorts(),
        values(config.labels()),
        words(config.healthcheck()),
        config.stopSignal(),
        config.onBuild(),
        config.diffIds(),
        config.history(),
        Bytes.EMPTY);
  }

  private static RunSpec sealed(RunSpec run) {
    return new RunSpec(
        run.unit(),
        run.imageRef(),
        run.process(),
        run.privileges(),
        run.namespaces(),
        run.mounts(),
        run.devices(),
        run.rootfsReadOnly(),
        run.limits(),
        run.ports(),
        run.health(),
        run.restart(),
        run.useApiSocket(),
        values(run.sysctls()),
        values(run.labels()),
        run.origin(),
        run.gaps(),
        run.surroundings().written(null));
  }

  private static String assignment(String line) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      return line;
    }
    String name = line.substring(0, equals);
    return name + "=" + BuildSecrets.sealValue(name, line.substring(equals + 1));
  }

  private static SortedMap<String, String> values(SortedMap<String, String> values) {
    SortedMap<String, String> sealed = new TreeMap<>();
    values.forEach((name, value) -> sealed.put(name, BuildSecrets.sealValue(name, value)));
    return sealed;
  }

  private static @Nullable List<String> words(@Nullable List<String> words) {
    return words == null ? null : BuildSecrets.sealWords(words);
  }
}
