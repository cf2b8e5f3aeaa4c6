package org.heapgres.wire.internal.message;

import org.heapgres.planner.Notice;
import org.heapgres.storage.PgException;

/** What may arrive at any time: errors, notices, notifications (manual, 54.2.7 and 54.8). */
public final class Reports {
  private Reports() {}

  /** Every field that the error has; the place in our source is where it was thrown. */
  public record ErrorResponse(PgException error) implements BackendMessage {
    @Override
    public char type() {
      return 'E';
    }

    @Override
    public void encode(MessageWriter out) {
      PgException.Fields fields = error.fields();
      head(out, error.severity().name(), error.code(), error.getMessage());
      field(out, 'D', fields.detail());
      field(out, 'H', fields.hint());
      position(out, 'P', fields.position());
      position(out, 'p', fields.internalPosition());
      field(out, 'q', fields.internalQuery());
      field(out, 'W', fields.where());
      field(out, 's', fields.schema());
      field(out, 't', fields.table());
      field(out, 'c', fields.column());
      field(out, 'd', fields.dataType());
      field(out, 'n', fields.constraint());
      StackTraceElement[] stack = error.getStackTrace();
      if (stack.length > 0) {
        field(out, 'F', stack[0].getFileName());
        field(out, 'L', Integer.toString(stack[0].getLineNumber()));
        field(out, 'R', stack[0].getMethodName());
      }
      out.writeByte(0);
    }
  }

  public record NoticeResponse(Notice notice) implements BackendMessage {
    @Override
    public char type() {
      return 'N';
    }

    @Override
    public void encode(MessageWriter out) {
      head(out, notice.level().name(), notice.code(), notice.message());
      field(out, 'D', notice.detail());
      field(out, 'H', notice.hint());
      field(out, 'W', notice.where());
      out.writeByte(0);
    }
  }

  public record NotificationResponse(int processId, String channel, String payload)
      implements BackendMessage {
    @Override
    public char type() {
      return 'A';
    }

    @Override
    public void encode(MessageWriter out) {
      out.writeInt(processId);
      out.writeCString(channel);
      out.writeCString(payload);
    }
  }

  /** Severity twice: once as shown (never translated here), once as it always is. */
  private static void head(MessageWriter out, String severity, String code, String message) {
    field(out, 'S', severity);
    field(out, 'V', severity);
    field(out, 'C', code);
    field(out, 'M', message);
  }

  private static void position(MessageWriter out, char code, int position) {
    if (position > 0) {
      field(out, code, Integer.toString(position));
    }
  }

  private static void field(MessageWriter out, char code, String value) {
    if (value != null) {
      out.writeByte(code);
      out.writeCString(value);
    }
  }
}
