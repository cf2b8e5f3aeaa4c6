package org.heapgres.wire.bench;

import java.util.List;

/** What a measure gave on one server. */
sealed interface Result {
  /** What is compared: more is better. */
  double rate();

  /** As the table shows it. */
  String shown();

  /** In operations a second; latencies in microseconds. */
  record Rate(double rate, long median, long percentile99) implements Result {
    @Override
    public String shown() {
      return "%,.0f/s (p50 %,d us, p99 %,d us)".formatted(rate, median, percentile99);
    }
  }

  /** The median of several runs, and the rows, each as text, in an order of their own. */
  record Time(double milliseconds, List<String> rows) implements Result {
    @Override
    public double rate() {
      return 1 / milliseconds;
    }

    @Override
    public String shown() {
      return "%,.1f ms".formatted(milliseconds);
    }
  }

  /** The server has no such thing, or answers with an error. */
  record Missing(String why) implements Result {
    @Override
    public double rate() {
      return Double.NaN;
    }

    @Override
    public String shown() {
      return why;
    }
  }
}
