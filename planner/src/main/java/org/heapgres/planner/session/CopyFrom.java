package org.heapgres.planner.session;

import java.nio.ByteBuffer;
import java.util.List;
import org.heapgres.planner.Completion;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.table.BulkInsert;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** One COPY FROM STDIN in text or CSV format. Used by the session's thread. */
final class CopyFrom implements Completion.CopyInHandler, CopyLines.Sink {
  private final Session session;
  private final Table table;
  private final CopyFormat format;
  private final FormatSettings settings;
  private final List<Column> columns;
  private final int[] positions;
  private final int[] defaulted;
  private final FieldReader[] readers;
  private final BulkInsert inserts;
  private final CopyLines lines;
  private final CopyFields fields;
  private SessionPortal portal;
  private long line;
  private String column;
  private String value;

  CopyFrom(Run run, Table table, List<Column> columns, CopyFormat format) {
    session = run.session();
    this.table = table;
    this.format = format;
    this.columns = columns;
    settings = session.formatSettings();
    positions = columns.stream().mapToInt(c -> table.columnIndex(c.attnum())).toArray();
    defaulted =
        java.util.stream.IntStream.range(0, table.columns().size())
            .filter(p -> java.util.Arrays.stream(positions).noneMatch(q -> q == p))
            .toArray();
    readers = columns.stream().map(c -> FieldReader.of(c.type())).toArray(FieldReader[]::new);
    inserts = new BulkInsert(session.planner().writer(table), run);
    inserts.start();
    lines = new CopyLines(format, this);
    fields = new CopyFields(format);
  }

  /** The portal that completes with it. */
  void attach(SessionPortal owner) {
    portal = owner;
  }

  @Override
  public void data(ByteBuffer data) {
    session.guarded(
        () -> {
          located(() -> lines.data(data));
          return null;
        });
  }

  @Override
  public Completion.Complete finish() {
    return session.guarded(
        () -> {
          located(lines::finish);
          long count = inserts.finish();
          session.stopStatement();
          return portal.copied("COPY " + count);
        });
  }

  @Override
  public PgException fail(String message) {
    session.fail();
    return new PgException(SqlState.QUERY_CANCELED, message)
        .withWhere("COPY " + table.name() + ", line " + (line + 1));
  }

  private void located(Runnable work) {
    try {
      work.run();
    } catch (PgException e) {
      String own = "COPY " + table.name() + ", line " + line;
      if (column != null) {
        own += ", column " + column + (value == null ? ": null input" : ": \"" + value + "\"");
      } else if (value != null) {
        own += ": \"" + value + "\"";
      }
      String where = e.fields().where();
      throw e.withWhere(where == null ? own : where + "\n" + own);
    }
  }

  @Override
  public void line(byte[] data, int from, int to) {
    line++;
    column = null;
    value = null;
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
    if (fields.count() != columns.size()) {
      throw new PgException(
          SqlState.BAD_COPY_FILE_FORMAT,
          "wrong number of fields in header line: got "
              + fields.count()
              + ", expected "
              + columns.size());
    }
    for (int i = 0; i < columns.size(); i++) {
      if (!fields.string(i).equals(columns.get(i).name())) {
        throw new PgException(
            SqlState.BAD_COPY_FILE_FORMAT,
            "column name mismatch in header line field %d: got \"%s\", expected \"%s\""
                .formatted(i + 1, fields.string(i), columns.get(i).name()));
      }
    }
  }

  private void insert() {
    if (fields.count() > positions.length) {
      throw new PgException(SqlState.BAD_COPY_FILE_FORMAT, "extra data after last expected column");
    }
    Object[] row = new Object[table.columns().size()];
    for (int i = 0; i < positions.length; i++) {
      if (i >= fields.count()) {
        throw new PgException(
            SqlState.BAD_COPY_FILE_FORMAT,
            "missing data for column \"" + columns.get(i).name() + "\"");
      }
      row[positions[i]] = field(i);
    }
    for (int position : defaulted) {
      row[position] = inserts.defaultValue(position);
    }
    inserts.add(row);
  }

  private Object field(int i) {
    Column target = columns.get(i);
    if (fields.isDefault(i)) {
      return inserts.defaultValue(positions[i]);
    }
    boolean isNull =
        fields.isNull(i)
            ? !format.forceNotNull(target.name())
            : fields.isQuoted(i) && fields.looksNull(i) && format.forceNull(target.name());
    if (isNull) {
      return null;
    }
    try {
      return readers[i].read(fields, i, target, settings);
    } catch (PgException e) {
      column = target.name();
      value = fields.string(i);
      throw e;
    }
  }

  /** Reads a field; the commonest types straight from the bytes. */
  private interface FieldReader {
    Object read(CopyFields fields, int field, Column target, FormatSettings settings);

    static FieldReader of(PgType type) {
      return switch (type.name()) {
        case "int4" ->
            (fields, field, target, settings) -> {
              long number =
                  PlainNumbers.parse(fields.bytes(), fields.start(field), fields.end(field));
              return number >= Integer.MIN_VALUE && number <= Integer.MAX_VALUE
                  ? (Object) (int) number
                  : parsed(fields, field, target, settings);
            };
        case "int8" ->
            (fields, field, target, settings) -> {
              long number =
                  PlainNumbers.parse(fields.bytes(), fields.start(field), fields.end(field));
              return number != PlainNumbers.NONE
                  ? (Object) number
                  : parsed(fields, field, target, settings);
            };
        case "text" -> (fields, field, target, settings) -> checkedText(fields.string(field));
        default -> FieldReader::parsed;
      };
    }

    private static Object parsed(
        CopyFields fields, int field, Column target, FormatSettings settings) {
      return target.type().parseText(checkedText(fields.string(field)), target.typmod(), settings);
    }

    private static String checkedText(String text) {
      if (text.indexOf(0) >= 0) {
        throw new PgException(
            SqlState.CHARACTER_NOT_IN_REPERTOIRE,
            "invalid byte sequence for encoding \"UTF8\": 0x00");
      }
      return text;
    }
  }
}
