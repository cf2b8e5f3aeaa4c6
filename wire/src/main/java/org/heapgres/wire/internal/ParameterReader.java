package org.heapgres.wire.internal;

import java.nio.ByteBuffer;
import org.heapgres.planner.PreparedStatement;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.wire.internal.message.ExtendedQueryProtocol.Bind;
import org.heapgres.wire.internal.message.SimpleQueryProtocol.FunctionCall;

/** Makes datums of the values of a Bind or FunctionCall message. */
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
        try {
          datums[i] = datum("bind parameter", i, types[i], formats, values[i], settings);
        } catch (PgException e) {
          throw located(e, bind.portal(), i + 1, format(formats, i) == TEXT ? values[i] : null);
        }
      }
    }
    return datums;
  }

  /**
   * @throws PgException 08P01 when the counts disagree; what the type's reader throws
   */
  static Object[] read(FunctionCall call, PreparedStatement statement, FormatSettings settings) {
    PgType[] types = statement.parameterTypes();
    byte[][] values = call.values();
    if (values.length != types.length) {
      throw new PgException(
          SqlState.PROTOCOL_VIOLATION,
          "function call message contains %d arguments but function requires %d"
              .formatted(values.length, types.length));
    }
    if (call.formats().length > 1 && call.formats().length != values.length) {
      throw new PgException(
          SqlState.PROTOCOL_VIOLATION,
          "function call message contains %d argument formats but %d arguments"
              .formatted(call.formats().length, values.length));
    }
    Object[] datums = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        datums[i] = datum("function argument", i, types[i], call.formats(), values[i], settings);
      }
    }
    return datums;
  }

  private static short format(short[] formats, int position) {
    return formats.length == 0 ? TEXT : formats[formats.length == 1 ? 0 : position];
  }

  private static Object datum(
      String what,
      int position,
      PgType type,
      short[] formats,
      byte[] value,
      FormatSettings settings) {
    switch (format(formats, position)) {
      case TEXT -> {
        return type.parseText(settings.clientEncoding().decode(value), NO_MODIFIER, settings);
      }
      case BINARY -> {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        Object datum = type.parseBinary(bytes, NO_MODIFIER, settings);
        if (bytes.hasRemaining()) {
          throw new PgException(
              SqlState.INVALID_BINARY_REPRESENTATION,
              "incorrect binary data format in " + what + " " + (position + 1));
        }
        return datum;
      }
      default ->
          throw new PgException(
              SqlState.INVALID_PARAMETER_VALUE,
              "unsupported format code: " + format(formats, position));
    }
  }

  /** As PostgreSQL does by default, it says that there is a text, not which. */
  private static PgException located(PgException error, String portal, int number, byte[] text) {
    String shown = text == null ? "" : text.length == 0 ? " = ''" : " = '...'";
    String where =
        (portal.isEmpty() ? "unnamed portal" : "portal \"" + portal + "\"")
            + " parameter $"
            + number
            + shown;
    String inner = error.fields().where();
    return error.withWhere(inner == null ? where : inner + "\n" + where);
  }
}
