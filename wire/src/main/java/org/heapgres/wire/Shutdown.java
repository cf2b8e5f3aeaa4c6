package org.heapgres.wire;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a server as signals ask for it. A later one may be less patient than those before it.
 * Thread-safe.
 */
final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
  private static final long LOOK_MILLIS = 100;

  private final Server server;
  private final BlockingQueue<ShutdownMode> requests = new LinkedBlockingQueue<>();

  private Shutdown(Server server) {
    this.server = server;
  }

  /** Listens to the signals of all modes. */
  static Shutdown of(Server server) {
    Shutdown shutdown = new Shutdown(server);
    boolean heard = true;
    for (ShutdownMode mode : ShutdownMode.values()) {
      heard &= Signals.handle(mode.signal(), () -> shutdown.request(mode));
    }
    if (!heard) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "heapgres-stop"));
    }
    return shutdown;
  }

  void request(ShutdownMode mode) {
    LOG.info("Received {} shutdown request", mode);
    if (mode == ShutdownMode.IMMEDIATE) {
      server.abandon();
      Runtime.getRuntime().halt(1);
    }
    requests.add(mode);
  }

  /** Returns when the server has been asked to end, and has. */
  void await() throws InterruptedException {
    ShutdownMode mode = requests.take();
    server.refuseClients();
    while (mode == ShutdownMode.SMART && !server.awaitClients(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      ShutdownMode next = requests.poll();
      mode = next == null ? mode : next;
    }
    LOG.info("Shutting down");
    server.close();
    LOG.info("Shut down");
  }
}
