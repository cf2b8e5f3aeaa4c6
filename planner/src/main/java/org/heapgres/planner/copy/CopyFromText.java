package org.heapgres.planner.copy;

import java.nio.ByteBuffer;
import java.util.List;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.UtilityStatement.CopyStmt;
import org.heapgres.planner.types.Encoding;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** COPY FROM in text or CSV format. Used by the session's thread. */
final class CopyFromText extends CopyFrom implements CopyLines.Sink {
  private final CopyFormat format;
  private final CopyLines lines;
  private final CopyFields fields;

  /** Null for what is in UTF-8. */
  private final Transcoder transcoder;

  private long line;
  private long skipped;
  private boolean bad;
  private String column;
  private String value;

  CopyFromText(Run run, Table table, List<Column> columns, CopyStmt statement, CopyFormat format) {
    super(run, table, columns, statement);
    this.format = format;
    lines = new CopyLines(format, this);
    fields = new CopyFields(format);
    Encoding encoding = format.encoding(session().formatSettings());
    transcoder = encoding.isUtf8() ? null : new Transcoder(encoding);
  }

  @Override
  void take(ByteBuffer data) {
    lines.data(transcoder == null ? data : transcoder.utf8(data));
  }

  @Override
  void end() {
    if (transcoder != null) {
      transcoder.end();
    }
    lines.finish();
    if (skipped > 0 && format.verbosity() != CopyFormat.Verbosity.SILENT) {
      session()
          .notice(
              Notice.notice(
                  skipped == 1
                      ? "1 row was skipped due to data type incompatibility"
                      : skipped + " rows were skipped due to data type incompatibility"));
    }
  }

  /** Leaves out a row with a value that its type refuses. */
  private void skipRow() {
    bad = false;
    skipped(++skipped);
    if (format.verbosity() == CopyFormat.Verbosity.VERBOSE) {
      session()
          .notice(
              Notice.notice(
                  "skipping row due to data type incompatibility at line %d for column \"%s\": %s"
                      .formatted(
                          line, column, value == null ? "null input" : "\"" + value + "\"")));
    }
    if (format.rejectLimit() > 0 && skipped > format.rejectLimit()) {
      throw new PgException(
          SqlState.INVALID_TEXT_REPRESENTATION,
          "skipped more than REJECT_LIMIT (%d) rows due to data type incompatibility"
              .formatted(format.rejectLimit()));
    }
    column = null;
  }

  @Override
  String place() {
    String place = ", line " + line;
    if (column != null) {
      return place
          + ", column "
          + column
          + (value == null ? ": null input" : ": \"" + value + "\"");
    }
    return value == null ? place : place + ": \"" + value + "\"";
  }

  @Override
  String nextPlace() {
    return ", line " + (line + 1);
  }

  @Override
  public void line(byte[] data, int from, int to) {
    line++;
    column = null;
    value = null;
    Encoding.UTF8.check(data, from, to - from);
    if (line == 1 && format.header() != CopyFormat.Header.NONE) {
      header(data, from, to);
      return;
    }
    try {
      fields.split(data, from, to);
      insert();
    } catch (PgException e) {
      if (column == null) {
        value = CopyLines.shown(data, from, to);
      }
      throw e;
    }
    value = null;
  }

  private void header(byte[] data, int from, int to) {
    if (format.header() == CopyFormat.Header.SKIP) {
      return;
    }
    fields.split(data, from, to);
    if (fields.count() != columns().size()) {
      throw new PgException(
          SqlState.BAD_COPY_FILE_FORMAT,
          "wrong number of fields in header line: got "
              + fields.count()
              + ", expected "
              + columns().size());
    }
    for (int i = 0; i < columns().size(); i++) {
      if (!fields.string(i).equals(columns().get(i).name())) {
        throw new PgException(
            SqlState.BAD_COPY_FILE_FORMAT,
            "column name mismatch in header line field %d: got \"%s\", expected \"%s\""
                .formatted(i + 1, fields.string(i), columns().get(i).name()));
      }
    }
  }

  private void insert() {
    int width = columns().size();
    if (fields.count() > width) {
      throw new PgException(SqlState.BAD_COPY_FILE_FORMAT, "extra data after last expected column");
    }
    Object[] values = new Object[width];
    for (int i = 0; i < width; i++) {
      if (i >= fields.count()) {
        throw new PgException(
            SqlState.BAD_COPY_FILE_FORMAT,
            "missing data for column \"" + columns().get(i).name() + "\"");
      }
      values[i] = field(i);
      if (bad) {
        skipRow();
        return;
      }
    }
    add(values);
  }

  private Object field(int i) {
    Column target = columns().get(i);
    if (fields.isDefault(i)) {
      return defaultValue(i);
    }
    boolean isNull =
        fields.isNull(i)
            ? !format.forceNotNull(target.name())
            : fields.isQuoted(i) && fields.looksNull(i) && format.forceNull(target.name());
    if (isNull) {
      return null;
    }
    try {
      return target
          .type()
          .parseText(fields.bytes(), fields.start(i), fields.end(i), target.typmod(), settings());
    } catch (PgException e) {
      column = target.name();
      value = fields.string(i);
      if (format.ignoresErrors() && isAboutData(e)) {
        bad = true;
        return null;
      }
      throw e;
    }
  }

  private static boolean isAboutData(PgException e) {
    String state = e.state().code();
    return state.startsWith("22") || state.startsWith("23");
  }
}
