package dev.varve.report;

import dev.varve.layer.FactsStoreMaintenance.StoredListing;
import dev.varve.layer.FactsStoreMaintenance.StoredResults;
import dev.varve.report.TextTable.Cell;
import dev.varve.report.TextTable.Side;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;

/** What the facts store holds, for people: a line for each layer and each kind of results. */
public final class StoreText {
  private StoreText() {}

  public static void list(List<StoredListing> listings, List<StoredResults> kinds, TextPage page)
      throws IOException {
    if (listings.isEmpty() && kinds.isEmpty()) {
      return;
    }
    TextTable table =
        new TextTable()
            .column("used", Side.LEFT)
            .column("entries", Side.RIGHT)
            .column("size", Side.RIGHT)
            .column("of", Side.LEFT);
    for (StoredListing listing : listings) {
      table.row(
          List.of(
              Cell.of(listing.lastUsed().atZone(ZoneOffset.UTC).toLocalDate().toString()),
              Cell.of(listing.entries() < 0 ? "?" : SizeText.count(listing.entries())),
              Cell.of(SizeText.of(listing.diskBytes())),
              Cell.of((listing.current() ? "" : "(earlier format) ") + listing.diffId())));
    }
    for (StoredResults kind : kinds) {
      table.row(
          List.of(
              Cell.of(""),
              Cell.of(SizeText.count(kind.count())),
              Cell.of(SizeText.of(kind.diskBytes())),
              Cell.of("results " + TerminalText.of(kind.kind()))));
    }
    table.write(0, page);
    page.blank();
  }
}
