package org.heapgres.planner.copy;

import java.nio.ByteBuffer;
import java.util.List;
import org.heapgres.planner.Completion;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.Encoding;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;

/** COPY TO STDOUT in text or CSV format. */
final class CopyToText extends CopyTo {
  private final CopyFormat format;
  private final boolean csv;
  private final char delimiter;
  private final Encoding encoding;
  private final StringBuilder line = new StringBuilder();

  CopyToText(
      Session session,
      Outcome.RowSource rows,
      List<String> names,
      List<PgType> types,
      CopyFormat format) {
    super(session, rows, names, types);
    this.format = format;
    csv = format.kind() == CopyFormat.Kind.CSV;
    delimiter = (char) format.delimiter();
    encoding = format.encoding(session.formatSettings());
  }

  @Override
  void header(Completion.CopySink sink) {
    if (format.header() == CopyFormat.Header.NONE) {
      return;
    }
    line.setLength(0);
    for (int c = 0; c < names().size(); c++) {
      if (c > 0) {
        line.append(delimiter);
      }
      if (csv) {
        quoted(names().get(c), false);
      } else {
        escaped(names().get(c));
      }
    }
    send(sink);
  }

  @Override
  void row(Batch batch, int position, FormatSettings settings, Completion.CopySink sink) {
    line.setLength(0);
    for (int c = 0; c < types().size(); c++) {
      if (c > 0) {
        line.append(delimiter);
      }
      Object datum = batch.datum(c, position);
      if (datum == null) {
        line.append(format.nullText());
      } else {
        field(c, types().get(c).text(datum, settings));
      }
    }
    send(sink);
  }

  @Override
  void trailer(Completion.CopySink sink) {}

  private void send(Completion.CopySink sink) {
    line.append('\n');
    sink.data(ByteBuffer.wrap(encoding.encode(line.toString())));
  }

  private void field(int column, String text) {
    if (csv) {
      quoted(text, format.forceQuote(names().get(column)));
    } else {
      escaped(text);
    }
  }

  private void escaped(String text) {
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

  private void quoted(String text, boolean always) {
    char quote = (char) format.quote();
    char escape = (char) format.escape();
    boolean needed =
        always
            || text.equals(format.nullText())
            || (names().size() == 1 && text.equals("\\."))
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
