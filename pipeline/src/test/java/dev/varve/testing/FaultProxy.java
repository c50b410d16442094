package dev.varve.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A network between a client and an HTTP server on loopback that does to answers what networks do.
 * One request for each connection; what becomes of its answer is asked by path.
 */
public final class FaultProxy implements AutoCloseable {
  /** What becomes of an answer. */
  public enum Fault {
    NONE,
    /** Half of it, and then a long silence. */
    STALL,
    /** Half of it, and then the end. */
    CUT,
    /** Half of it, and then a reset of the connection. */
    RESET,
    /** One byte near the end is another. */
    CORRUPT,
    /** Another answer: 500. */
    ERROR
  }

  private final int upstream;
  private final long stallMillis;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Function<String, Fault> faults = path -> Fault.NONE;

  private FaultProxy(int upstream, long stallMillis, ServerSocket server) {
    this.upstream = upstream;
    this.stallMillis = stallMillis;
    this.server = server;
    threads.execute(this::accept);
  }

  /** Stands before a server at a port of loopback. */
  public static FaultProxy before(int upstream, long stallMillis) {
    try {
      ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
      return new FaultProxy(upstream, stallMillis, server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As references name it. */
  public String name() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Does to every further answer what is said of its path. */
  public void faults(Function<String, Fault> byPath) {
    faults = byPath;
  }

  /** Requests since the last time somebody asked. */
  public int takeRequests() {
    return requests.getAndSet(0);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket target = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
      String head = head(client.getInputStream());
      if (head.isEmpty()) {
        return;
      }
      requests.incrementAndGet();
      String path = head.split(" ", 3)[1];
      target.getOutputStream().write(alone(head).getBytes(StandardCharsets.ISO_8859_1));
      byte[] answer = closing(target.getInputStream().readAllBytes());
      deliver(answer, faults.apply(path), client);
    } catch (IOException e) {
      return; // the client has gone, as clients do
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A request up to the empty line; these have no body. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static String alone(String head) {
    String others = head.replaceAll("(?im)^connection:.*\r\n", "");
    return others.substring(0, others.length() - 2) + "Connection: close\r\n\r\n";
  }

  /** Says in an answer that there will be no other on this connection. */
  private static byte[] closing(byte[] answer) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    return text.replaceFirst("\r\n", "\r\nConnection: close\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private void deliver(byte[] answer, Fault fault, Socket client)
      throws IOException, InterruptedException {
    OutputStream out = client.getOutputStream();
    int body = bodyOf(answer);
    int half = body + (answer.length - body) / 2;
    switch (fault) {
      case NONE -> out.write(answer);
      case STALL -> {
        out.write(answer, 0, half);
        out.flush();
        Thread.sleep(stallMillis);
      }
      case CUT -> out.write(answer, 0, half);
      case RESET -> {
        out.write(answer, 0, half);
        out.flush();
        client.setSoLinger(true, 0);
      }
      case CORRUPT -> {
        byte[] other = answer.clone();
        if (body < other.length) {
          other[body + (other.length - body) * 3 / 4] ^= 0x20;
        }
        out.write(other);
      }
      case ERROR ->
          out.write(
              "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.ISO_8859_1));
    }
    out.flush();
  }

  private static int bodyOf(byte[] answer) {
    byte[] end = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i + end.length <= answer.length; i++) {
      if (Arrays.equals(answer, i, i + end.length, end, 0, end.length)) {
        return i + end.length;
      }
    }
    return answer.length;
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
