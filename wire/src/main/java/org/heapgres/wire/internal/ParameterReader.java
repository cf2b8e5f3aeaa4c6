package org.heapgres.wire.internal;

import java.nio.ByteBuffer;
import org.heapgres.planner.PreparedStatement;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.wire.internal.message.ExtendedQueryProtocol.Bind;
import org.heapgres.wire.internal.message.Utf8;

/** Makes datums of the values of a Bind message. */
final class ParameterReader {
  private static final int TEXT = 0;
  private static final int BINARY = 1;
  private static final int NO_MODIFIER = -1;

  private ParameterReader() {}

  /**
   * @throws PgException 08P01 when the counts disagree; what the type's reader throws, with the
   *     parameter's number in the context
   */
  static Object[] read(Bind bind, PreparedStatement statement, FormatSettings settings) {
    PgType[] types = statement.parameterTypes();
    byte[][] values = bind.values();
    short[] formats = bind.parameterFormats();
    if (formats.length > 1 && formats.length != values.length) {
      throw new PgException(
          SqlState.PROTOCOL_VIOLATION,
          "bind message has %d parameter formats but %d parameters"
              .formatted(formats.length, values.length));
    }
    if (values.length != types.length) {
      throw new PgException(
          SqlState.PROTOCOL_VIOLATION,
          "bind message supplies %d parameters, but prepared statement \"%s\" requires %d"
              .formatted(values.length, bind.statement(), types.length));
    }
    Object[] datums = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        short format = formats.length == 0 ? TEXT : formats[formats.length == 1 ? 0 : i];
        datums[i] = datum(bind.portal(), i + 1, types[i], format, values[i], settings);
      }
    }
    return datums;
  }

  private static Object datum(
      String portal, int number, PgType type, short format, byte[] value, FormatSettings settings) {
    String text = null;
    try {
      switch (format) {
        case TEXT -> {
          text = Utf8.decode(value);
          return type.parseText(text, NO_MODIFIER, settings);
        }
        case BINARY -> {
          ByteBuffer bytes = ByteBuffer.wrap(value);
          Object datum = type.parseBinary(bytes, NO_MODIFIER, settings);
          if (bytes.hasRemaining()) {
            throw new PgException(
                SqlState.INVALID_BINARY_REPRESENTATION,
                "incorrect binary data format in bind parameter " + number);
          }
          return datum;
        }
        default ->
            throw new PgException(
                SqlState.INVALID_PARAMETER_VALUE, "unsupported format code: " + format);
      }
    } catch (PgException e) {
      String where =
          (portal.isEmpty() ? "unnamed portal" : "portal \"" + portal + "\"")
              + " parameter $"
              + number
              + shown(text);
      throw e.withWhere(e.fields().where() == null ? where : e.fields().where() + "\n" + where);
    }
  }

  /** As PostgreSQL does by default: that there is a value, not which. */
  private static String shown(String text) {
    if (text == null) {
      return "";
    }
    return text.isEmpty() ? " = ''" : " = '...'";
  }
}
