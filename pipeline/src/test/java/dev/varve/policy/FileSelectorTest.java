package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.packages.PackageIndex;
import dev.varve.runtime.Accounts;
import dev.varve.stack.LayerStack;
import dev.varve.tree.HiddenEntry;
import dev.varve.tree.OverlayMerge;
import dev.varve.tree.ParentLinks;
import dev.varve.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSelectorTest {
  private static final TestFacts IMAGE =
      TestFacts.image()
          .layer("base")
          .dir("srv", 01777)
          .file("usr/bin/su", 04755, 100)
          .fileOf("srv/mine", 0640, 1000)
          .secret("app/key.pem", "pem-private-key")
          .withCapabilities("usr/bin/ping", "0100000200200000000000000000000000000000")
          .layer("top")
          .file("srv/mine", 0600, 5);

  private static final Accounts ROOT_ONLY =
      Accounts.parse(Bytes.utf8("root:x:0:0::/root:/bin/sh\n"), null, null);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"mode_any\": \"6000\"} | usr/bin/su",
        "{\"mode_all\": \"4755\", \"type\": [\"file\"]} | usr/bin/su",
        "{\"type\": [\"dir\"], \"mode_any\": \"1000\"} | srv",
        "{\"state\": \"hidden\"} | hidden srv/mine",
        "{\"state\": \"any\", \"paths\": [\"/srv/*\"]} | hidden srv/mine,srv/mine",
        "{\"uid\": [1000], \"state\": \"any\"} | hidden srv/mine",
        "{\"caps\": \"any\"} | usr/bin/ping",
        "{\"caps\": [\"cap_sys_admin\"]} | ''",
        "{\"content\": [\"*-private-key\"]} | app/key.pem",
        "{\"content\": [\"npm-*\"]} | ''",
        "{\"bytes\": [50]} | usr/bin/su",
        "{\"uid\": \"unknown\", \"state\": \"any\"} | hidden srv/mine",
        "{\"uid\": [\"unknown\", 0], \"paths\": [\"/srv/*\"], \"state\": \"any\"} | hidden srv/mine,srv/mine",
        "{\"gid\": \"unknown\", \"state\": \"any\"} | ''",
        "{\"layers\": \"base\", \"paths\": [\"/srv/**\"], \"state\": \"any\"} | hidden srv/mine",
        "{\"layers\": \"added\"} | srv/mine",
        "{\"layers\": \"any\", \"paths\": [\"/srv/mine\"]} | srv/mine",
        "{\"paths\": [\"/usr/**\"], \"not_paths\": [\"/usr/bin/s*\"]} | usr/bin/ping",
      })
  void takesExactlyWhatItsKeysSay(String json, String expected) throws Exception {
    FileSelector selector = selector(json);
    List<String> taken = new ArrayList<>();
    LayerStack stack = IMAGE.stack();
    FileFacts facts =
        FileFacts.of(stack, PackageIndex.none(), TestFacts.lowestAsBase(stack), ROOT_ONLY);
    try (OverlayMerge merge = OverlayMerge.open(stack.listings(), ParentLinks.FOLLOW)) {
      boolean more = true;
      while (more) {
        more = merge.advance();
        TreeEntry entry = more ? merge.entry() : null;
        FileFacts.Candidate live = entry == null ? null : facts.live(entry);
        if (live != null && selector.takes(live)) {
          taken.add(live.pathText());
        }
        for (HiddenEntry hidden : merge.takeHidden()) {
          if (selector.takes(facts.hidden(hidden))) {
            taken.add("hidden " + hidden.entry().path().text());
          }
        }
      }
    }
    taken.sort(null);
    assertThat(String.join(",", taken)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | the selector is empty; write {all: true} if every entry is meant",
        "{\"pahts\": [\"/x\"]} | the selector key 'pahts' is not known",
        "{\"state\": \"dead\"} | 'dead' in the selector is none of any, hidden, live",
        "{\"mode_any\": \"9\"} | selector key 'mode_any' holds '9', not a number",
        "{\"uid\": [\"root\"]} | selector key 'uid' holds 'root', not a number",
        "{\"layers\": \"top\"} | 'top' in the selector is none of added, any, base",
        "{\"bytes\": [\"x\"]} | selector key 'bytes' must be [least, most]",
        "{\"when\": \"diff\"} | a selector of scope file needs when: image, not 'diff'",
      })
  void refusesWhatItDoesNotUnderstand(String json, String message) {
    assertThatThrownBy(() -> selector(json))
        .isInstanceOf(InputException.class)
        .hasMessage("policy-failed: MY-01: " + message);
  }

  @Test
  void saysAgainWhatIsSelectedFrom() throws Exception {
    JsonObject ofDiffs = JsonObject.builder().put("when", "diff").put("mode_any", "6000").build();

    assertThat(FileSelector.parse(ofDiffs, "MY-01", RuleScope.DIFF).modeAny()).isEqualTo(06000);
    assertThatThrownBy(
            () ->
                FileSelector.parse(
                    JsonObject.builder().put("all", true).build(), "MY-01", RuleScope.FLEET))
        .hasMessage("policy-failed: MY-01: a selector of scope fleet needs when: fleet, not ''");
  }

  private static FileSelector selector(String json) throws InputException {
    JsonObject object = Json.parseObject(Bytes.utf8(json), "selector", Limits.DEFAULT);
    return FileSelector.parse(object, "MY-01", RuleScope.FILE);
  }
}
