package dev.varve.image.registry;

import dev.varve.blob.Digest;
import dev.varve.failure.CarriedInputException;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a layer as they come over the network. Where a connection breaks, the rest is asked
 * for; at the end the digest is compared, so that a reader who has come to the end has read what
 * was named. What goes wrong arrives as {@link CarriedInputException}. For use by one thread.
 */
final class LayerStream extends InputStream {
  /** Breaks of one layer, each with some progress since the one before; protects time. */
  private static final int MAX_BREAKS = 100;

  private static final int SKIPPED_BYTES = 64 << 10;

  private final RegistryClient client;
  private final LayerPlace place;
  private final MessageDigest digest;
  private RegistryClient.Wanted wanted;
  private HttpTransport.@Nullable Reply reply;
  private long position;
  private long total = -1;
  private int breaks;
  private int idleTries;
  private long waitedNanos;
  private long bytesWhileWaiting;
  private boolean ended;

  private LayerStream(RegistryClient client, LayerPlace place) {
    this.client = client;
    this.place = place;
    this.digest = Digest.messageDigest(place.digest().algorithm());
    this.wanted = new RegistryClient.Wanted(place.uri(), place.scope(), Map.of());
  }

  /** Asks for a layer. {@code layer-missing} if neither the registry nor anybody else has it. */
  static InputStream open(RegistryClient client, LayerPlace place)
      throws InputException, IOException {
    LayerStream stream = new LayerStream(client, place);
    stream.start();
    return stream;
  }

  private void start() throws InputException, IOException {
    reply = client.repeated(wanted.uri(), () -> client.once(wanted));
    for (URI other : place.elsewhere()) {
      if (reply == null) {
        wanted = new RegistryClient.Wanted(other, "", Map.of());
        reply = client.repeated(other, () -> client.once(wanted));
      }
    }
    HttpTransport.Reply first = reply;
    if (first == null) {
      throw new InputException(
          ReasonCode.LAYER_MISSING, place.label(), "the registry does not have it");
    }
    first.endless();
    if (first.status() == 200) {
      total = first.contentLength();
    } else {
      first.close();
      throw new InputException(
          ReasonCode.REGISTRY_MALFORMED,
          Origin.shown(wanted.uri()),
          "it answers with a part where the whole was asked for");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (ended) {
      return -1;
    }
    try {
      while (true) {
        try {
          return step(into, from, length);
        } catch (ExchangeException e) {
          resume(e);
        }
      }
    } catch (InputException e) {
      throw new CarriedInputException(e);
    }
  }

  /** Reads what is there next. */
  private int step(byte[] into, int from, int length)
      throws ExchangeException, InputException, IOException {
    HttpTransport.Reply open = reply;
    if (open == null) {
      throw new IOException("the layer's stream is closed");
    }
    long started = System.nanoTime();
    int got = read(open, into, from, length);
    if (got < 0) {
      end(open);
      return -1;
    }
    position += got;
    checkLength();
    idleTries = 0;
    digest.update(into, from, got);
    checkPace(System.nanoTime() - started, got);
    return got;
  }

  /**
   * Who never ends would never be found out: decompressors pass over padding, empty members and
   * skippable frames without end, and the digest is compared only at the end.
   */
  private void checkLength() throws InputException {
    long claimed = place.claimedBytes();
    if (claimed >= 0 && position > claimed) {
      throw new InputException(
          ReasonCode.REGISTRY_WRONG_BYTES,
          Origin.shown(wanted.uri()),
          "it sends more than the " + claimed + " bytes that the manifest claims");
    }
    long most = client.limits().maxLayerBytes();
    if (position > most) {
      throw new InputException(
          ReasonCode.LAYER_TOO_LARGE,
          Origin.shown(wanted.uri()),
          "more than " + most + " bytes as stored");
    }
  }

  /** Who sends a byte now and then is not silent, but stalls all the same. */
  private void checkPace(long nanos, int got) throws ExchangeException {
    waitedNanos += nanos;
    bytesWhileWaiting += got;
    long window = TimeUnit.MILLISECONDS.toNanos(client.patience().silenceMillis());
    if (waitedNanos < window) {
      return;
    }
    double seconds = waitedNanos / 1e9;
    boolean stalls = bytesWhileWaiting < client.patience().leastBytesPerSecond() * seconds;
    long came = bytesWhileWaiting;
    waitedNanos = 0;
    bytesWhileWaiting = 0;
    if (stalls) {
      throw ExchangeException.passing(
          ReasonCode.REGISTRY_TIMEOUT,
          "only " + came + " bytes came within " + Math.round(seconds) + " s",
          0,
          null);
    }
  }

  private void end(HttpTransport.Reply open) throws ExchangeException, InputException, IOException {
    if (total >= 0 && position < total) {
      throw stopsEarly(null);
    }
    open.finish();
    ended = true;
    Digest actual =
        new Digest(place.digest().algorithm(), HexFormat.of().formatHex(digest.digest()));
    if (!actual.equals(place.digest())) {
      throw new InputException(
          ReasonCode.REGISTRY_WRONG_BYTES,
          Origin.shown(wanted.uri()),
          "its " + position + " bytes have the digest " + actual);
    }
  }

  /** Asks for the rest. */
  private void resume(ExchangeException broken) throws InputException, IOException {
    closeReply();
    boolean slow = broken.reason() == ReasonCode.REGISTRY_TIMEOUT;
    breaks++;
    idleTries++;
    int tries = Math.max(idleTries, slow ? breaks : 0);
    if (!broken.isPassing() || tries >= client.patience().attempts() || breaks > MAX_BREAKS) {
      throw broken.toInput(Origin.shown(wanted.uri()), breaks);
    }
    client.pause(idleTries, broken.pauseMillis());
    HttpTransport.Reply next =
        client.repeated(
            wanted.uri(),
            () ->
                client.once(
                    new RegistryClient.Wanted(
                        wanted.uri(),
                        wanted.scope(),
                        position == 0 ? Map.of() : Map.of("Range", "bytes=" + position + "-"))));
    if (next == null) {
      throw new InputException(
          ReasonCode.LAYER_MISSING, place.label(), "the registry does not have it any more");
    }
    next.endless();
    reply = next;
    if (next.status() == 206) {
      String range = next.header("Content-Range");
      if (range == null || !range.startsWith("bytes " + position + "-")) {
        closeReply();
        throw new InputException(
            ReasonCode.REGISTRY_MALFORMED,
            Origin.shown(wanted.uri()),
            "asked for the bytes from " + position + " on, it sent others");
      }
    } else {
      skip(next);
    }
  }

  /** Passes over what was read already, where a registry sends only whole layers. */
  private void skip(HttpTransport.Reply from) throws InputException, IOException {
    byte[] passed = new byte[SKIPPED_BYTES];
    try {
      for (long left = position; left > 0; ) {
        long started = System.nanoTime();
        int got = read(from, passed, 0, (int) Math.min(left, passed.length));
        if (got < 0) {
          throw stopsEarly(null);
        }
        left -= got;
        checkPace(System.nanoTime() - started, got);
      }
    } catch (ExchangeException e) {
      resume(e); // one more try without progress
    }
  }

  private int read(HttpTransport.Reply from, byte[] into, int at, int length)
      throws ExchangeException, IOException {
    try {
      return from.body().read(into, at, length);
    } catch (IOException e) {
      throw RegistryClient.cutShort(e) ? stopsEarly(e) : client.transport().trouble(e, false);
    }
  }

  private ExchangeException stopsEarly(@Nullable IOException cause) {
    return ExchangeException.passing(
        ReasonCode.REGISTRY_TRUNCATED, "the data stops at byte " + position, 0, cause);
  }

  private void closeReply() {
    HttpTransport.Reply open = reply;
    if (open != null) {
      open.close();
      reply = null;
    }
  }

  @Override
  public void close() {
    closeReply();
  }
}
