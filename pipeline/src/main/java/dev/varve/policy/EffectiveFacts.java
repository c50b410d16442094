package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.AskedCommand;
import dev.varve.runtime.DeclaredVolume;
import dev.varve.runtime.Effective;
import dev.varve.runtime.Escalator;
import dev.varve.runtime.EscapeRecipe;
import dev.varve.runtime.HostHooks;
import dev.varve.runtime.Obstacle;
import dev.varve.runtime.Peer;
import dev.varve.runtime.Preload;
import dev.varve.runtime.Reach;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.Subtree;
import dev.varve.stack.LayerStack;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The {@code effective} block of a container's facts: what run spec and image amount to. */
final class EffectiveFacts {
  private final RunSpec run;
  private final LayerStack stack;
  private final Effective effective;
  private final Owners owners;

  EffectiveFacts(RunSpec run, LayerStack stack, Owners owners, Effective effective) {
    this.run = run;
    this.stack = stack;
    this.owners = owners;
    this.effective = effective;
  }

  JsonObject json() {
    Reach reach = effective.reach();
    return JsonObject.builder()
        .put("user", effective.user().spec())
        .put("uid", FactsJson.number(effective.user().uid()))
        .put("gid", FactsJson.number(effective.user().gid()))
        .put("groups", FactsJson.numbers(effective.user().groups()))
        .put("name", FactsJson.text(effective.user().name()))
        .put("root", FactsJson.bool(effective.user().root()))
        .put("how", effective.user().how().label())
        .put("user_notes", JsonArray.ofTexts(effective.user().notes()))
        .put("host_root", effective.hostRoot().label())
        .put(
            "caps",
            JsonObject.builder()
                .put("bounding", JsonArray.ofTexts(effective.bounding()))
                .put("at_start", JsonArray.ofTexts(effective.atStart()))
                .build())
        .put("start", ImageFacts.start(effective.start(), stack, owners))
        .put("preload", all(reach.preloads(), preload -> preload(preload, stack, owners)))
        .put(
            "escalators",
            JsonArray.ofTexts(
                reach.escalators().stream().map(file -> "/" + file.path().text()).toList()))
        .put("escalator_files", all(reach.escalators(), this::escalator))
        .put("writable", all(reach.writable(), EffectiveFacts::writable))
        .put("rootfs_writable", reach.rootfsWritable())
        .put("sandbox", effective.sandbox())
        .put("peers", all(run.surroundings().neighbours(), EffectiveFacts::peer))
        .put("commands", all(reach.commands(), EffectiveFacts::command))
        .put("blocked", all(reach.obstacles(), EffectiveFacts::obstacle))
        .put("volumes", all(reach.volumes(), this::volume))
        .put("host_hooks", hostHooks(reach.hostHooks()))
        .put("recipes", all(reach.recipes(), EffectiveFacts::recipe))
        .build();
  }

  private static <T> JsonArray all(List<T> items, Function<T, JsonObject> form) {
    List<JsonValue> all = new ArrayList<>(items.size());
    items.forEach(item -> all.add(form.apply(item)));
    return JsonArray.of(all);
  }

  private String diffId(int layer) {
    return diffId(stack, layer);
  }

  private static String diffId(LayerStack stack, int layer) {
    return stack.layers().get(layer).blob().diffId().toString();
  }

  /** What a program loads first, as both image and container documents show it. */
  static JsonObject preload(Preload preload, LayerStack stack, Owners owners) {
    Bytes path = preload.path();
    boolean found = path != null && preload.layer() >= 0;
    return owners
        .put(JsonObject.builder(), path)
        .put("name", preload.name())
        .put("source", preload.source())
        .put("origin", preload.origin())
        .put("asked", BuildSecrets.redact(preload.asked()))
        .put("relative", preload.relative())
        .put("path", FactsJson.text(path == null ? null : "/" + path.text()))
        .put("status", preload.status().label())
        .put("covered_by", FactsJson.text(preload.coveredBy()))
        .put("mode", FactsJson.text(found ? FactsJson.mode(preload.modeBits()) : null))
        .put("uid", FactsJson.number(found ? preload.uid() : null))
        .put("gid", FactsJson.number(found ? preload.gid() : null))
        .put("diff_id", FactsJson.text(found ? diffId(stack, preload.layer()) : null))
        .put("writable_by", JsonArray.ofTexts(preload.writableBy()))
        .put("dir_writable_by", JsonArray.ofTexts(preload.dirWritableBy()))
        .build();
  }

  private JsonObject escalator(Escalator file) {
    JsonObject.Builder json = JsonObject.builder();
    FactsJson.path(json, "path", file.path());
    owners.put(json, file.path());
    return json.put("mode", FactsJson.mode(file.modeBits()))
        .put("uid", file.uid())
        .put("gid", file.gid())
        .put("special", FactsJson.special(file.modeBits()))
        .put("caps", FactsJson.capabilities(file.capabilities()))
        .put("layer", file.layer())
        .put("diff_id", diffId(file.layer()))
        .put("gains", JsonArray.ofTexts(file.gains()))
        .build();
  }

  private static JsonObject writable(Reach.Writable item) {
    return JsonObject.builder()
        .put("path", item.path())
        .put("what", item.what())
        .put("by", item.by())
        .build();
  }

  private static JsonObject peer(Peer peer) {
    return JsonObject.builder()
        .put("unit", peer.unit())
        .put("via", JsonArray.ofTexts(peer.via()))
        .put("known", peer.known())
        .put("privileged", peer.privileged())
        .put("host_ns", JsonArray.ofTexts(peer.hostNamespaces()))
        .put("caps_added", JsonArray.ofTexts(peer.capabilitiesAdded()))
        .put("host_classes", JsonArray.ofTexts(peer.hostClasses()))
        .build();
  }

  private static JsonObject command(AskedCommand command) {
    return JsonObject.builder()
        .put("what", command.what())
        .put("event", command.event())
        .put("origin", command.origin())
        .put("argv", RunFacts.redacted(command.argv()))
        .put("form", command.form())
        .put("status", command.status().label())
        .put("path", FactsJson.text(command.path()))
        .put("executable", command.executable())
        .put("user", FactsJson.text(command.user()))
        .put("covered_by", FactsJson.text(command.coveredBy()))
        .build();
  }

  private static JsonObject obstacle(Obstacle obstacle) {
    return JsonObject.builder()
        .put("path", obstacle.path())
        .put("what", obstacle.what())
        .put("needs", obstacle.needs())
        .put("n", FactsJson.number(obstacle.link()))
        .put("certain", obstacle.certain())
        .put("mode", FactsJson.mode(obstacle.modeBits()))
        .put("uid", obstacle.uid())
        .put("gid", obstacle.gid())
        .put("missing", JsonArray.ofTexts(obstacle.missing()))
        .build();
  }

  private JsonObject volume(DeclaredVolume volume) {
    Long mount = volume.mount();
    Subtree hidden = volume.hidden();
    return JsonObject.builder()
        .put("path", volume.path())
        .put("how", volume.how())
        .put("mount", FactsJson.number(mount))
        .put(
            "kind",
            FactsJson.text(
                mount == null ? null : run.mounts().get(mount.intValue()).kind().label()))
        .put("copy_up", mount != null && run.mounts().get(mount.intValue()).options().copyUp())
        .put("entries", FactsJson.number(hidden == null ? null : hidden.entries()))
        .put("bytes", FactsJson.number(hidden == null ? null : hidden.bytes()))
        .build();
  }

  private JsonObject hostHooks(HostHooks hooks) {
    return JsonObject.builder()
        .put("gpu", hooks.gpu())
        .put("oci", JsonArray.ofTexts(hooks.events()))
        .put("env", all(hooks.preloads(), this::hookVariable))
        .build();
  }

  private JsonObject hookVariable(Preload preload) {
    Bytes path = preload.path();
    return owners
        .put(JsonObject.builder(), path)
        .put("name", preload.name())
        .put("value", BuildSecrets.redact(preload.asked()))
        .put("origin", preload.origin())
        .put("relative", preload.relative())
        .put("path", FactsJson.text(path == null ? null : "/" + path.text()))
        .put("status", preload.status().label())
        .build();
  }

  private static JsonObject recipe(EscapeRecipe recipe) {
    return JsonObject.builder()
        .put("id", recipe.id())
        .put("complete", recipe.complete().label())
        .put(
            "ingredients",
            all(
                recipe.ingredients(),
                ingredient ->
                    JsonObject.builder()
                        .put("name", ingredient.name())
                        .put("present", ingredient.present().label())
                        .put("field", ingredient.field())
                        .build()))
        .build();
  }
}
