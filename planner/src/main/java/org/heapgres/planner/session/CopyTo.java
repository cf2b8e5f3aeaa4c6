package org.heapgres.planner.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.heapgres.planner.Completion;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;

/** One COPY TO STDOUT in text or CSV format. Used by the session's thread. */
final class CopyTo implements Completion.CopyOutSource {
  private final Session session;
  private final Outcome.RowSource rows;
  private final List<String> names;
  private final List<PgType> types;
  private final CopyFormat format;
  private final boolean csv;
  private final char delimiter;
  private SessionPortal portal;

  CopyTo(
      Session session,
      Outcome.RowSource rows,
      List<String> names,
      List<PgType> types,
      CopyFormat format) {
    this.session = session;
    this.rows = rows;
    this.names = names;
    this.types = types;
    this.format = format;
    csv = format.kind() == CopyFormat.Kind.CSV;
    delimiter = (char) format.delimiter();
  }

  /** The portal that completes with it. */
  void attach(SessionPortal owner) {
    portal = owner;
  }

  @Override
  public Completion.Complete writeTo(Completion.CopySink sink) {
    return session.guarded(
        () -> {
          long count = 0;
          if (format.header() != CopyFormat.Header.NONE) {
            header(sink);
          }
          FormatSettings settings = session.formatSettings();
          StringBuilder line = new StringBuilder();
          for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
            for (int row = 0; row < batch.size(); row++) {
              line.setLength(0);
              for (int c = 0; c < types.size(); c++) {
                if (c > 0) {
                  line.append(delimiter);
                }
                Object datum = batch.datum(c, row);
                if (datum == null) {
                  line.append(format.nullText());
                } else {
                  field(line, c, types.get(c).text(datum, settings));
                }
              }
              send(line, sink);
              count++;
            }
            session.checkCancel();
          }
          rows.close();
          session.stopStatement();
          return portal.copied("COPY " + count);
        });
  }

  private void header(Completion.CopySink sink) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < names.size(); c++) {
      if (c > 0) {
        line.append(delimiter);
      }
      if (csv) {
        quoted(line, names.get(c), false);
      } else {
        escaped(line, names.get(c));
      }
    }
    send(line, sink);
  }

  private static void send(StringBuilder line, Completion.CopySink sink) {
    line.append('\n');
    sink.data(ByteBuffer.wrap(line.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private void field(StringBuilder line, int column, String text) {
    if (csv) {
      quoted(line, text, format.forceQuote(names.get(column)));
    } else {
      escaped(line, text);
    }
  }

  private void escaped(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\b' -> line.append("\\b");
        case '\f' -> line.append("\\f");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        case 0x0b -> line.append("\\v");
        case '\\' -> line.append("\\\\");
        default -> {
          if (c == delimiter) {
            line.append('\\');
          }
          line.append(c);
        }
      }
    }
  }

  private void quoted(StringBuilder line, String text, boolean always) {
    char quote = (char) format.quote();
    char escape = (char) format.escape();
    boolean needed =
        always
            || text.equals(format.nullText())
            || (names.size() == 1 && text.equals("\\."))
            || text.indexOf(delimiter) >= 0
            || text.indexOf(quote) >= 0
            || text.indexOf('\n') >= 0
            || text.indexOf('\r') >= 0;
    if (!needed) {
      line.append(text);
      return;
    }
    line.append(quote);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote || c == escape) {
        line.append(escape);
      }
      line.append(c);
    }
    line.append(quote);
  }
}
