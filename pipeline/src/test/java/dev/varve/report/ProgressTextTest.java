package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@link ProgressText} and the {@link ScanPace} it tells, by a clock that is set by hand. */
class ProgressTextTest {
  private static final int WIDE = 200;

  private final ScanPace pace = new ScanPace(0);

  @Test
  void wholeScanIsToldFromTheFirstImageToTheLast() {
    List<String> lines = new ArrayList<>();
    lines.add(line(1, new ScanProgress(0, 0, 0, 0, 0, 0, 0)));
    lines.add(line(2, new ScanProgress(1000, 0, 0, 0, 0, 0, 1)));
    lines.add(line(3, new ScanProgress(1000, 0, 60, 0, 2_000_000_000, 0, 1)));
    lines.add(line(13, new ScanProgress(1000, 0, 60, 31, 2_000_000_000, 1_000_000_000, 1)));
    lines.add(line(23, new ScanProgress(1000, 0, 60, 60, 2_000_000_000, 2_000_000_000, 1)));
    lines.add(line(43, new ScanProgress(1000, 200, 60, 60, 2_000_000_000, 2_000_000_000, 3)));
    lines.add(line(123, new ScanProgress(1000, 1000, 60, 60, 2_000_000_000, 2_000_000_000, 3)));

    assertThat(lines)
        .containsExactly(
            "0 images found",
            "1,000 images found  1 failed",
            "images 0/1,000  layers 0/60  0 B of 2.0 GB  1 failed",
            // 10 s for the bytes, and 1,000 images at the 20 a second that are assumed
            "images 0/1,000  layers 31/60  1.0 GB of 2.0 GB  1 failed  100 MB/s  1:00 left",
            "images 0/1,000  layers 60/60  2.0 GB  1 failed  0:50 left",
            "images 200/1,000  layers 60/60  2.0 GB  3 failed  10.0 images/s  1:20 left",
            "images 1,000/1,000  layers 60/60  2.0 GB  3 failed  10.0 images/s  finishing");
  }

  @Test
  void hoursAreToldWhereThereAreAny() {
    line(0, new ScanProgress(1, 0, 2, 0, 3_724_000, 0, 0));

    assertThat(line(1, new ScanProgress(1, 0, 2, 1, 3_724_000, 1_000, 0)))
        .isEqualTo("images 0/1  layers 1/2  1.0 kB of 3.7 MB  1.0 kB/s  1:02:04 left");
  }

  @Test
  void lineIsCutToTheColumnsThereAre() {
    ScanProgress progress = new ScanProgress(1000, 0, 60, 0, 2_000_000_000, 0, 0);

    assertThat(ProgressText.line(progress, pace.at(0, progress), 17))
        .isEqualTo("images 0/1,000  l");
  }

  @Test
  void programsGetTheCountersByName() {
    line(0, new ScanProgress(3, 0, 2, 0, 500, 0, 0));
    ScanProgress progress = new ScanProgress(3, 1, 2, 1, 500, 250, 1);

    assertThat(ProgressText.json(progress, pace.at(TimeUnit.SECONDS.toNanos(5), progress)))
        .isEqualTo(
            "{\"bytesPerSecond\":50,\"elapsedSeconds\":5,\"failures\":1,\"images\":3,"
                + "\"imagesDone\":1,\"layerBytes\":500,\"layerBytesDone\":250,\"layers\":2,"
                + "\"layersDone\":1,\"level\":\"info\",\"message\":\"progress\","
                + "\"secondsLeft\":6}");
  }

  @Test
  void whatIsLeftIsNotToldBeforeItIsKnown() {
    ScanProgress progress = new ScanProgress(3, 0, 2, 0, 500, 0, 0);

    assertThat(pace.at(0, progress).secondsLeft()).isEqualTo(-1);
    assertThat(ProgressText.json(progress, pace.at(0, progress))).doesNotContain("secondsLeft");
  }

  private String line(long second, ScanProgress progress) {
    return ProgressText.line(progress, pace.at(TimeUnit.SECONDS.toNanos(second), progress), WIDE);
  }
}
