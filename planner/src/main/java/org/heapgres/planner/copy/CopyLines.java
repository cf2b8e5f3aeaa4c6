package org.heapgres.planner.copy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Cuts COPY's data stream into lines, wherever messages begin and end. Used by one thread. */
final class CopyLines {
  /** Takes lines without their ends. */
  interface Sink {
    void line(byte[] data, int from, int to);
  }

  private enum LineEnd {
    UNKNOWN,
    NEWLINE,
    RETURN_NEWLINE
  }

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long NEWLINES = '\n' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;

  private final CopyFormat format;
  private final boolean csv;
  private final Sink sink;
  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int scanned;
  private int end;
  private boolean inQuotes;
  private boolean escaped;
  private boolean ended;
  private LineEnd lineEnd = LineEnd.UNKNOWN;

  CopyLines(CopyFormat format, Sink sink) {
    this.format = format;
    this.sink = sink;
    csv = format.kind() == CopyFormat.Kind.CSV;
  }

  void data(ByteBuffer data) {
    int size = data.remaining();
    if (end + size > buffer.length) {
      makeRoom(size);
    }
    data.get(buffer, end, size);
    end += size;
    scan();
  }

  private void makeRoom(int size) {
    int kept = end - start;
    byte[] target = kept + size > buffer.length ? new byte[(kept + size) * 2] : buffer;
    System.arraycopy(buffer, start, target, 0, kept);
    buffer = target;
    scanned -= start;
    start = 0;
    end = kept;
  }

  private void scan() {
    if (csv) {
      scanCsv();
    } else {
      scanText();
    }
  }

  private void scanText() {
    while (scanned < end && !ended) {
      if (escaped) {
        escaped = false;
        scanned++;
        continue;
      }
      int at = newlineOrBackslash(buffer, scanned, end);
      scanned = Math.min(at + 1, end);
      if (at < end) {
        if (buffer[at] == '\n') {
          line(at);
        } else {
          escaped = true;
        }
      }
    }
  }

  /** Where the first one is, or {@code to}. */
  private static int newlineOrBackslash(byte[] data, int from, int to) {
    int at = from;
    while (at + Long.BYTES <= to) {
      long word = (long) LONGS.get(data, at);
      if ((highBits(word ^ NEWLINES) | highBits(word ^ BACKSLASHES)) != 0) {
        break;
      }
      at += Long.BYTES;
    }
    while (at < to && data[at] != '\n' && data[at] != '\\') {
      at++;
    }
    return at;
  }

  /** Not zero when one of the bytes is. */
  private static long highBits(long word) {
    return (word - ONES) & ~word & ONES << 7;
  }

  private void scanCsv() {
    byte quote = format.quote();
    byte escape = format.escape();
    while (scanned < end && !ended) {
      byte b = buffer[scanned++];
      if (inQuotes) {
        if (escaped) {
          escaped = false;
        } else if (b == escape && escape != quote) {
          escaped = true;
        } else if (b == quote) {
          inQuotes = false;
        }
      } else if (b == quote) {
        inQuotes = true;
      } else if (b == '\n') {
        line(scanned - 1);
      }
    }
  }

  private void line(int newline) {
    int to = newline;
    boolean withReturn = to > start && buffer[to - 1] == '\r';
    if (lineEnd == LineEnd.UNKNOWN) {
      lineEnd = withReturn ? LineEnd.RETURN_NEWLINE : LineEnd.NEWLINE;
    }
    if (lineEnd == LineEnd.RETURN_NEWLINE) {
      if (!withReturn) {
        throw new PgException(
                SqlState.BAD_COPY_FILE_FORMAT,
                csv ? "unquoted newline found in data" : "literal newline found in data")
            .withHint(
                csv
                    ? "Use quoted CSV field to represent newline."
                    : "Use \"\\n\" to represent newline.");
      }
      to--;
    }
    int from = start;
    start = scanned;
    emit(from, to);
  }

  private void emit(int from, int to) {
    if (to - from == 2 && buffer[from] == '\\' && buffer[from + 1] == '.') {
      ended = true;
      return;
    }
    sink.line(buffer, from, to);
  }

  /** The data have ended; a last line needs no end. */
  void finish() {
    if (start < end && !ended) {
      if (inQuotes) {
        throw new PgException(SqlState.BAD_COPY_FILE_FORMAT, "unterminated CSV quoted field");
      }
      int to = lineEnd == LineEnd.RETURN_NEWLINE && buffer[end - 1] == '\r' ? end - 1 : end;
      emit(start, to);
    }
  }

  /** Part of a line as errors quote it. */
  static String shown(byte[] data, int from, int to) {
    String text = new String(Arrays.copyOfRange(data, from, to), StandardCharsets.UTF_8);
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
  }
}
