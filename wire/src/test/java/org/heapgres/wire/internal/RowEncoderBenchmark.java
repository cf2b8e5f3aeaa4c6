package org.heapgres.wire.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.heapgres.planner.Blocking;
import org.heapgres.planner.Completion;
import org.heapgres.planner.Portal;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.RowDescription.Field;
import org.heapgres.planner.RowSink;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Nanoseconds and garbage for one row of int4, int8, float8 and a text of 20 characters. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class RowEncoderBenchmark {
  private static final int ROWS = 500;

  @Param({"0", "1"})
  short format;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private Outbound out;
  private RowEncoder encoder;
  private Batch batch;

  public static void main(String[] arguments) throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include(RowEncoderBenchmark.class.getSimpleName())
                .addProfiler(GCProfiler.class)
                .build())
        .run();
  }

  @Setup
  public void prepare() {
    int[] ints = new int[ROWS];
    long[] longs = new long[ROWS];
    double[] doubles = new double[ROWS];
    Object[] texts = new Object[ROWS];
    Arrays.setAll(ints, i -> i * 7919);
    Arrays.setAll(longs, i -> i * 1_000_000_007L);
    Arrays.setAll(doubles, i -> i * 1.25);
    Arrays.setAll(texts, i -> "a text of twenty " + (100 + i % 900));
    batch =
        new Batch(
            new Vector[] {
              new Vector.Ints(VectorKind.INT, ints, null),
              new Vector.Longs(longs, null),
              new Vector.Doubles(VectorKind.DOUBLE, doubles, null),
              new Vector.Objects(texts)
            },
            ROWS);
    out = new Outbound(channel);
    encoder =
        new RowEncoder(
            out, new Formats(format), FormatSettings.DEFAULT, RowEncoder.Header.NONE, true);
  }

  private static Field field(PgType type) {
    return new Field("c", 0, (short) 0, type, -1);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int rows() {
    encoder.rows(batch, 0, ROWS);
    ByteBuf bytes = out.writer().take();
    int size = bytes.readableBytes();
    bytes.release();
    return size;
  }

  /** Only its columns and formats matter here. */
  private record Formats(short format) implements Portal {
    @Override
    public Optional<RowDescription> description() {
      return Optional.of(
          new RowDescription(
              List.of(
                  field(Types.INT4), field(Types.INT8), field(Types.FLOAT8), field(Types.TEXT))));
    }

    @Override
    public short format(int column) {
      return format;
    }

    @Override
    public boolean resultOptional() {
      return false;
    }

    @Override
    public Blocking blocking() {
      return Blocking.NEVER;
    }

    @Override
    public Optional<Completion> executeIfLocksAreFree(long maxRows, RowSink sink) {
      return Optional.of(execute(maxRows, sink));
    }

    @Override
    public Completion execute(long maxRows, RowSink sink) {
      return new Completion.Empty();
    }

    @Override
    public void close() {}
  }
}
