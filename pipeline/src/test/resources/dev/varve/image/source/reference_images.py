"""Prints, for every vector of the reference implementation, which image it selects and what the
image claims: one JSON line each. Arguments: folder of the reference, folder to write images to."""
import sys

sys.path.insert(0, sys.argv[1])
import overlay_oracle as oracle  # noqa: E402
import vectors  # noqa: E402


def layer(archive, label, descriptor):
    try:
        blob = archive.get(label) if descriptor is None else oracle.load_blob(archive, descriptor, [])
    except oracle.InputError as err:
        return err.code
    return "layer-missing" if blob is None else oracle.sha256(blob)


def describe(path, tag, platform):
    try:
        archive, image = oracle.select_image(path, tag, platform)
    except oracle.InputError as err:
        return {"error": err.code}
    diff_ids = (image.config.get("rootfs") or {}).get("diff_ids")
    early = [[code, detail] for code, detail in image.early]
    if diff_ids is None:
        early.append(["no-diff-ids", ""])
        diff_ids = ["-"] * len(image.layers)
    elif len(diff_ids) != len(image.layers):
        return {"error": "layer-count-mismatch"}
    history = [h for h in image.config.get("history") or [] if not h.get("empty_layer")]
    paired = len(history) == len(image.layers)
    layers = [[label, digest or "-", -1 if size is None else size, diff_id,
               history[i].get("created_by", "-") if paired else "-", layer(archive, label, descriptor)]
              for i, ((label, digest, size, descriptor), diff_id) in enumerate(zip(image.layers, diff_ids))]
    return {"refs": image.refs, "format": image.format, "platform": list(image.platform),
            "config": image.config_digest or "-", "manifest": image.manifest_digest or "-",
            "layers": layers, "findings": early}


for vector in vectors.load():
    select = vector.get("select", {})
    for key in ("a", "b") if "a" in vector else ("layers",):
        path = vectors.build_image(vector, vector.get(key), f"{sys.argv[2]}/{vector['id']}-{key}")
        print(oracle.canonical({"path": path, "tag": select.get("tag", ""), "os": select.get("platform", ""),
                                "image": describe(path, select.get("tag"), select.get("platform"))}))
