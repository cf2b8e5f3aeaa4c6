package org.heapgres.wire.internal;

import org.heapgres.planner.Portal;
import org.heapgres.planner.RowSink;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.TypeCodec;
import org.heapgres.wire.internal.message.MessageWriter;

/** Answers a FunctionCall with the one value of the portal's one row. */
record FunctionResult(MessageWriter writer, Portal portal, FormatSettings settings)
    implements RowSink {
  private static final char FUNCTION_CALL_RESPONSE = 'V';

  @Override
  public void rows(Batch batch, int from, int to) {
    TypeCodec codec = portal.description().orElseThrow().fields().getFirst().type().codec();
    writer.begin(FUNCTION_CALL_RESPONSE);
    try {
      RowEncoder.write(
          writer, codec, portal.format(0) == 1, batch.column(0), batch.row(from), settings);
    } catch (RuntimeException e) {
      writer.abandon();
      throw e;
    }
    writer.end();
  }
}
