package dev.varve.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import org.junit.jupiter.api.Test;

class ShownTextTest {
  private static String shown(String path, String content) {
    return ShownText.of(Bytes.utf8(path), Bytes.utf8(content)).text();
  }

  @Test
  void anOrdinaryTextIsShownAsItIs() {
    String text = "# settings\nport = 8080\nname=web\n\nkey: value\n";

    assertThat(shown("etc/app.conf", text)).isEqualTo(text);
  }

  @Test
  void hashesOfPasswordsAreNot() {
    String shadow = "root:$6$Zm9vYmFy$0123456789abcdefghijkl:19000::::::\nme:!:19000::::::\n";

    assertThat(shown("etc/shadow", shadow))
        .isEqualTo("root:$6$xxxxxxxx:19000::::::\nme:!:19000::::::\n");
  }

  @Test
  void valuesThatTheirNamesGiveAwayAreNot() {
    assertThat(shown("srv/start.sh", "export DB_PASSWORD=s3cr3t-Hunter2\nexec app\n"))
        .isEqualTo("export DB_PASSWORD=****\nexec app\n");
  }

  @Test
  void tokensAreNotWhereverTheyStand() {
    String token = "ghp_9xQ2v7LmZ4tR8wK1sD6fH3jN5bC0aYeUiPoT";

    assertThat(shown("srv/notes.txt", "use " + token + " there\n")).doesNotContain(token);
  }

  @Test
  void whatIsOverwrittenKeepsItsLines() {
    String url = "a\nhttps://me:hunter2-Hunter2@example.org/\nb\n";

    assertThat(shown("etc/pip.conf", url)).doesNotContain("hunter2").hasLineCount(3);
  }

  @Test
  void bytesThatAreNoTextStay() {
    Bytes content = Bytes.fromHex("61ff0a6dfe");

    assertThat(ShownText.of(Bytes.utf8("srv/x"), content)).isEqualTo(content);
  }
}
