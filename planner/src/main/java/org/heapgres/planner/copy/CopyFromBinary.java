package org.heapgres.planner.copy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.UtilityStatement.CopyStmt;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** COPY FROM STDIN in binary format (manual, COPY, "Binary Format"). */
final class CopyFromBinary extends CopyFrom {
  private static final int HEADER = CopyToBinary.SIGNATURE.length + 2 * Integer.BYTES;
  private static final int CRITICAL_FLAGS = 0xffff0000;

  private enum Stage {
    HEADER,
    EXTENSION,
    ROWS,
    ENDED
  }

  /** What has come and is not a whole row yet; ready to be read. */
  private ByteBuffer pending = ByteBuffer.allocate(1 << 16).limit(0);

  private Stage stage = Stage.HEADER;
  private int extension;
  private long row;
  private String column;

  CopyFromBinary(Run run, Table table, List<Column> columns, CopyStmt statement) {
    super(run, table, columns, statement);
  }

  @Override
  void take(ByteBuffer data) {
    append(data);
    boolean more = true;
    while (more) {
      more =
          switch (stage) {
            case HEADER -> header();
            case EXTENSION -> extension();
            case ROWS -> row();
            case ENDED -> ended();
          };
    }
  }

  private void append(ByteBuffer data) {
    int size = pending.remaining() + data.remaining();
    ByteBuffer larger = pending;
    if (size > pending.capacity()) {
      larger = ByteBuffer.allocate(Math.max(size, 2 * pending.capacity()));
      larger.put(pending);
    } else {
      larger.compact();
    }
    pending = larger.put(data).flip();
  }

  private boolean header() {
    if (pending.remaining() < HEADER) {
      return false;
    }
    byte[] signature = new byte[CopyToBinary.SIGNATURE.length];
    pending.get(signature);
    if (!Arrays.equals(signature, CopyToBinary.SIGNATURE)) {
      throw bad("COPY file signature not recognized");
    }
    int flags = pending.getInt();
    if ((flags & 1 << 16) != 0) {
      throw bad("invalid COPY file header (WITH OIDS)");
    }
    if ((flags & CRITICAL_FLAGS) != 0) {
      throw bad("unrecognized critical flags in COPY file header");
    }
    extension = pending.getInt();
    if (extension < 0) {
      throw bad("invalid COPY file header (wrong length)");
    }
    stage = Stage.EXTENSION;
    return true;
  }

  private boolean extension() {
    int skipped = Math.min(extension, pending.remaining());
    pending.position(pending.position() + skipped);
    extension -= skipped;
    if (extension > 0) {
      return false;
    }
    stage = Stage.ROWS;
    return true;
  }

  /** False when the next row is not there as a whole. */
  private boolean row() {
    if (pending.remaining() < Short.BYTES) {
      return false;
    }
    int start = pending.position();
    int count = pending.getShort();
    if (count == -1) {
      stage = Stage.ENDED;
      return true;
    }
    column = null;
    if (count != columns().size()) {
      row++;
      throw bad("row field count is " + count + ", expected " + columns().size());
    }
    if (!isWhole(count)) {
      pending.position(start);
      return false;
    }
    row++;
    Object[] values = new Object[count];
    for (int i = 0; i < count; i++) {
      values[i] = field(columns().get(i));
    }
    column = null;
    add(values);
    return true;
  }

  private boolean isWhole(int count) {
    int at = pending.position();
    for (int i = 0; i < count; i++) {
      if (pending.limit() - at < Integer.BYTES) {
        return false;
      }
      int length = pending.getInt(at);
      at += Integer.BYTES;
      if (length < -1) {
        throw bad("invalid field size");
      }
      if (length > pending.limit() - at) {
        return false;
      }
      at += Math.max(length, 0);
    }
    return true;
  }

  private Object field(Column target) {
    column = target.name();
    int length = pending.getInt();
    if (length < 0) {
      return null;
    }
    ByteBuffer bytes = pending.slice(pending.position(), length);
    pending.position(pending.position() + length);
    Object value = target.type().parseBinary(bytes, target.typmod(), settings());
    if (bytes.hasRemaining()) {
      throw new PgException(SqlState.INVALID_BINARY_REPRESENTATION, "incorrect binary data format");
    }
    return value;
  }

  private boolean ended() {
    if (pending.hasRemaining()) {
      throw bad("received copy data after EOF marker");
    }
    return false;
  }

  @Override
  void end() {
    switch (stage) {
      case HEADER -> throw bad("COPY file signature not recognized");
      case EXTENSION -> throw bad("invalid COPY file header (wrong length)");
      case ROWS -> {
        if (pending.hasRemaining()) {
          throw bad("unexpected EOF in COPY data");
        }
      }
      case ENDED -> {}
    }
  }

  private static PgException bad(String message) {
    return new PgException(SqlState.BAD_COPY_FILE_FORMAT, message);
  }

  @Override
  String place() {
    return row == 0 ? "" : ", line " + row + (column == null ? "" : ", column " + column);
  }

  @Override
  String nextPlace() {
    return ", line " + (row + 1);
  }
}
