package org.heapgres.wire.internal;

import java.nio.ByteBuffer;
import java.util.List;
import org.heapgres.planner.Completion.CopySink;
import org.heapgres.planner.Portal;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.RowDescription.Field;
import org.heapgres.planner.RowSink;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.TypeCodec;
import org.heapgres.wire.internal.message.CopyProtocol.CopyData;
import org.heapgres.wire.internal.message.MessageWriter;
import org.heapgres.wire.internal.message.SimpleQueryProtocol;

/**
 * Turns vectors into DataRow messages, without an object a row. Made for one execution of a portal;
 * not thread-safe.
 */
final class RowEncoder implements RowSink, CopySink {
  private static final char DATA_ROW = 'D';
  private static final int NULL = -1;

  private final Outbound out;
  private final MessageWriter writer;
  private final Portal portal;
  private final FormatSettings settings;
  private final boolean mayWait;
  private final Header header;
  private TypeCodec[] codecs;
  private boolean[] binary;

  /** When the rows' description goes out. */
  enum Header {
    NONE,
    AT_ONCE,
    WITH_ROWS
  }

  /**
   * @param mayWait false on the event loop, where results are short
   */
  RowEncoder(Outbound out, Portal portal, FormatSettings settings, Header header, boolean mayWait) {
    this.out = out;
    this.writer = out.writer();
    this.portal = portal;
    this.settings = settings;
    this.header = header;
    this.mayWait = mayWait;
  }

  @Override
  public void begin() {
    if (header == Header.AT_ONCE) {
      describe();
    }
  }

  /** Whether the rows' description is out, or nobody wants it. */
  boolean isDescribed() {
    return header == Header.NONE || codecs != null;
  }

  private void describe() {
    List<Field> fields = portal.description().map(RowDescription::fields).orElse(List.of());
    if (header != Header.NONE) {
      out.write(new SimpleQueryProtocol.RowDescription(fields, portal::format));
    }
    int width = fields.size();
    codecs = new TypeCodec[width];
    binary = new boolean[width];
    for (int i = 0; i < width; i++) {
      codecs[i] = fields.get(i).type().codec();
      binary[i] = portal.format(i) == 1;
    }
  }

  @Override
  public void rows(Batch batch, int from, int to) {
    if (codecs == null) {
      describe();
    }
    for (int position = from; position < to; position++) {
      writer.begin(DATA_ROW);
      try {
        row(batch, batch.row(position));
      } catch (RuntimeException e) {
        writer.abandon();
        throw e;
      }
      writer.end();
      shipWhenLarge();
    }
  }

  private void row(Batch batch, int row) {
    int width = codecs.length;
    writer.writeShort(width);
    for (int i = 0; i < width; i++) {
      write(writer, codecs[i], binary[i], batch.column(i), row, settings);
    }
  }

  /** A value after its length, which is -1 for NULL. */
  static void write(
      MessageWriter writer,
      TypeCodec codec,
      boolean binary,
      Vector vector,
      int row,
      FormatSettings settings) {
    if (vector.isNull(row)) {
      writer.writeInt(NULL);
      return;
    }
    int lengthAt = writer.position();
    writer.writeInt(0);
    if (binary) {
      writeBinary(writer, codec, vector, row, settings);
    } else {
      writeText(writer, codec, vector, row, settings);
    }
    writer.setInt(lengthAt, writer.position() - lengthAt - Integer.BYTES);
  }

  private static void writeText(
      MessageWriter writer, TypeCodec codec, Vector vector, int row, FormatSettings settings) {
    switch (vector) {
      case Vector.Booleans(boolean[] values, _) -> codec.writeText(values[row], settings, writer);
      case Vector.Ints(_, int[] values, _) -> codec.writeText(values[row], settings, writer);
      case Vector.Longs(long[] values, _) -> codec.writeText(values[row], settings, writer);
      case Vector.Doubles(_, double[] values, _) -> codec.writeText(values[row], settings, writer);
      case Vector.Decimals decimals -> codec.writeText(decimals.datum(row), settings, writer);
      case Vector.Objects(Object[] values) -> codec.writeText(values[row], settings, writer);
    }
  }

  private static void writeBinary(
      MessageWriter writer, TypeCodec codec, Vector vector, int row, FormatSettings settings) {
    switch (vector) {
      case Vector.Booleans(boolean[] values, _) -> codec.writeBinary(values[row], settings, writer);
      case Vector.Ints(_, int[] values, _) -> codec.writeBinary(values[row], settings, writer);
      case Vector.Longs(long[] values, _) -> codec.writeBinary(values[row], settings, writer);
      case Vector.Doubles(_, double[] values, _) ->
          codec.writeBinary(values[row], settings, writer);
      case Vector.Decimals decimals -> codec.writeBinary(decimals.datum(row), settings, writer);
      case Vector.Objects(Object[] values) -> codec.writeBinary(values[row], settings, writer);
    }
  }

  /** One CopyData message of COPY TO STDOUT. */
  @Override
  public void data(ByteBuffer message) {
    writer.begin(CopyData.TYPE);
    writer.writeBytes(message);
    writer.end();
    shipWhenLarge();
  }

  private void shipWhenLarge() {
    if (writer.size() >= Outbound.SHIPMENT) {
      if (mayWait) {
        out.flushAndWait();
      } else {
        out.flush();
      }
    }
  }
}
