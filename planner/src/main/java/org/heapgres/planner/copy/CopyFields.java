package org.heapgres.planner.copy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.heapgres.planner.types.Encoding;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Splits one line of COPY's text or CSV format into fields. Used by one thread; the fields of a
 * line are valid until the next, and as long as the line's bytes stay.
 */
final class CopyFields {
  private static final int FIRST_CAPACITY = 32;

  private final CopyFormat format;
  private final boolean csv;
  private final byte delimiter;
  private final byte[] nullBytes;
  private final byte[] defaultBytes;

  /** Of fields with something to unescape. */
  private byte[] text = new byte[1024];

  private int length;

  /** What {@link #starts} and {@link #ends} are places in: the line, or {@link #text}. */
  private byte[] bytes = text;

  private int[] starts = new int[FIRST_CAPACITY];
  private int[] ends = new int[FIRST_CAPACITY];
  private boolean[] nulls = new boolean[FIRST_CAPACITY];
  private boolean[] defaults = new boolean[FIRST_CAPACITY];
  private boolean[] quoted = new boolean[FIRST_CAPACITY];
  private int count;

  CopyFields(CopyFormat format) {
    this.format = format;
    csv = format.kind() == CopyFormat.Kind.CSV;
    delimiter = format.delimiter();
    nullBytes = format.nullText().getBytes(StandardCharsets.UTF_8);
    defaultBytes =
        format.defaultText() == null ? null : format.defaultText().getBytes(StandardCharsets.UTF_8);
  }

  int count() {
    return count;
  }

  boolean isNull(int field) {
    return nulls[field];
  }

  boolean isDefault(int field) {
    return defaults[field];
  }

  /** Whether the field was quoted, and so is no NULL by its looks. */
  boolean isQuoted(int field) {
    return quoted[field];
  }

  /** Whether the field's text is what stands for NULL. */
  boolean looksNull(int field) {
    return Arrays.equals(bytes, starts[field], ends[field], nullBytes, 0, nullBytes.length);
  }

  /**
   * @throws PgException 22021 for what is no UTF-8, or has a zero byte
   */
  String string(int field) {
    return Encoding.UTF8.decode(bytes, starts[field], ends[field] - starts[field]);
  }

  byte[] bytes() {
    return bytes;
  }

  int start(int field) {
    return starts[field];
  }

  int end(int field) {
    return ends[field];
  }

  /** The line is {@code data[from, to)}, without its end. */
  void split(byte[] data, int from, int to) {
    count = 0;
    if (!csv && splitPlain(data, from, to)) {
      bytes = data;
      return;
    }
    count = 0;
    length = 0;
    if (text.length < to - from + 1) {
      text = new byte[(to - from) * 2];
    }
    bytes = text;
    if (csv) {
      splitCsv(data, from, to);
    } else {
      splitText(data, from, to);
    }
  }

  /** False when there is something to unescape, such as the usual NULL. */
  private boolean splitPlain(byte[] data, int from, int to) {
    byte delimiting = delimiter;
    int start = from;
    for (int i = from; i < to; i++) {
      byte b = data[i];
      if (b == delimiting) {
        add(data, start, i, start, i, false);
        start = i + 1;
      } else if (b == '\\') {
        return false;
      }
    }
    add(data, start, to, start, to, false);
    return true;
  }

  private void add(byte[] raw, int rawFrom, int rawTo, int start, int end, boolean wasQuoted) {
    if (count == starts.length) {
      int capacity = count * 2;
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
      nulls = Arrays.copyOf(nulls, capacity);
      defaults = Arrays.copyOf(defaults, capacity);
      quoted = Arrays.copyOf(quoted, capacity);
    }
    starts[count] = start;
    ends[count] = end;
    quoted[count] = wasQuoted;
    nulls[count] = !wasQuoted && Arrays.equals(raw, rawFrom, rawTo, nullBytes, 0, nullBytes.length);
    defaults[count] =
        !wasQuoted
            && defaultBytes != null
            && Arrays.equals(raw, rawFrom, rawTo, defaultBytes, 0, defaultBytes.length);
    count++;
  }

  private void splitText(byte[] data, int from, int to) {
    int i = from;
    while (true) {
      int rawStart = i;
      int start = length;
      while (i < to && data[i] != delimiter) {
        byte b = data[i];
        if (b == '\\' && i + 1 < to) {
          i = unescape(data, i + 1, to);
        } else {
          text[length++] = b;
          i++;
        }
      }
      add(data, rawStart, i, start, length, false);
      if (i >= to) {
        return;
      }
      i++;
    }
  }

  /** Appends what the escape at {@code at} (behind the backslash) stands for; where it ends. */
  private int unescape(byte[] data, int at, int to) {
    byte b = data[at];
    switch (b) {
      case 'b' -> text[length++] = '\b';
      case 'f' -> text[length++] = '\f';
      case 'n' -> text[length++] = '\n';
      case 'r' -> text[length++] = '\r';
      case 't' -> text[length++] = '\t';
      case 'v' -> text[length++] = 0x0b;
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        int value = 0;
        int i = at;
        while (i < to && i < at + 3 && data[i] >= '0' && data[i] <= '7') {
          value = value * 8 + (data[i] - '0');
          i++;
        }
        text[length++] = (byte) value;
        return i;
      }
      case 'x' -> {
        int value = 0;
        int i = at + 1;
        while (i < to && i < at + 3 && Character.digit(data[i], 16) >= 0) {
          value = value * 16 + Character.digit(data[i], 16);
          i++;
        }
        text[length++] = i == at + 1 ? (byte) 'x' : (byte) value;
        return i;
      }
      default -> text[length++] = b;
    }
    return at + 1;
  }

  private void splitCsv(byte[] data, int from, int to) {
    byte quote = format.quote();
    byte escape = format.escape();
    int i = from;
    while (true) {
      int rawStart = i;
      int start = length;
      boolean wasQuoted = false;
      boolean inQuotes = false;
      while (i < to) {
        byte b = data[i];
        if (!inQuotes) {
          if (b == delimiter) {
            break;
          }
          if (b == quote) {
            inQuotes = true;
            wasQuoted = true;
            i++;
            continue;
          }
          text[length++] = b;
          i++;
          continue;
        }
        if (b == escape && i + 1 < to && (data[i + 1] == quote || data[i + 1] == escape)) {
          text[length++] = data[i + 1];
          i += 2;
        } else if (b == quote) {
          inQuotes = false;
          i++;
        } else {
          text[length++] = b;
          i++;
        }
      }
      if (inQuotes) {
        throw new PgException(SqlState.BAD_COPY_FILE_FORMAT, "unterminated CSV quoted field");
      }
      add(data, rawStart, i, start, length, wasQuoted);
      if (i >= to) {
        return;
      }
      i++;
    }
  }
}
