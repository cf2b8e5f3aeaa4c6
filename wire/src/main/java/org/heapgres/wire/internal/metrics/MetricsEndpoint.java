package org.heapgres.wire.internal.metrics;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * {@code GET /metrics}, in the formats of OpenMetrics and Prometheus, as whoever asks wants them;
 * the JVM's own beside the server's. Thread-safe.
 */
public final class MetricsEndpoint implements AutoCloseable {
  private final HTTPServer http;
  private final InetAddress address;

  private MetricsEndpoint(HTTPServer http, InetAddress address) {
    this.http = http;
    this.address = address;
  }

  /**
   * Listens.
   *
   * @param port 0 for any free one
   * @throws IOException when the port cannot be had
   */
  public static MetricsEndpoint open(InetAddress address, int port, ServerMetrics server)
      throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(server);
    JvmMetrics.builder().register(registry);
    try {
      return new MetricsEndpoint(
          HTTPServer.builder().inetAddress(address).port(port).registry(registry).buildAndStart(),
          address);
    } catch (IOException e) {
      throw new IOException(
          "Cannot listen on " + address.getHostAddress() + ":" + port + " for metrics", e);
    }
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(address, http.getPort());
  }

  @Override
  public void close() {
    http.close();
  }
}
