package org.heapgres.planner.copy;

import java.nio.ByteBuffer;
import java.util.List;
import org.heapgres.planner.Completion;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.ByteArrayWireBuffer;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;

/** COPY TO STDOUT in binary format (manual, COPY, "Binary Format"). */
final class CopyToBinary extends CopyTo {
  static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};

  private static final int NULL = -1;
  private static final int END = -1;

  CopyToBinary(Session session, Outcome.RowSource rows, List<String> names, List<PgType> types) {
    super(session, rows, names, types);
  }

  @Override
  void header(Completion.CopySink sink) {
    ByteArrayWireBuffer out = new ByteArrayWireBuffer();
    out.writeBytes(SIGNATURE);
    out.writeInt(0);
    out.writeInt(0);
    sink.data(ByteBuffer.wrap(out.toByteArray()));
  }

  @Override
  void row(Batch batch, int position, FormatSettings settings, Completion.CopySink sink) {
    ByteArrayWireBuffer out = new ByteArrayWireBuffer();
    out.writeShort(types().size());
    for (int c = 0; c < types().size(); c++) {
      Object datum = batch.datum(c, position);
      if (datum == null) {
        out.writeInt(NULL);
        continue;
      }
      int length = out.position();
      out.writeInt(0);
      types().get(c).writeBinary(datum, settings, out);
      out.setInt(length, out.position() - length - Integer.BYTES);
    }
    sink.data(ByteBuffer.wrap(out.toByteArray()));
  }

  @Override
  void trailer(Completion.CopySink sink) {
    ByteArrayWireBuffer out = new ByteArrayWireBuffer();
    out.writeShort(END);
    sink.data(ByteBuffer.wrap(out.toByteArray()));
  }
}
