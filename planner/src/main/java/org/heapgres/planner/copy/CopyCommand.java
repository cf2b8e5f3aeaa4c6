package org.heapgres.planner.copy;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.Completion;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Column.Generated;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.CopyStmt;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Selects;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** COPY ... FROM STDIN and COPY ... TO STDOUT. */
public final class CopyCommand implements Command<CopyStmt> {
  @Override
  public boolean allowedReadOnly() {
    return true;
  }

  @Override
  public Outcome run(Run run, CopyStmt statement) {
    Session session = run.session();
    String file = statement.filename();
    if (file != null) {
      CopyFiles.check(session, statement);
    }
    CopyFormat format = CopyFormat.read(statement.options(), statement.isFrom());
    if (statement.isFrom()) {
      CopyFrom copy = from(run, session, statement, format);
      return file == null
          ? new Outcome.Copy(new Completion.CopyIn(format.binary(), copy.columns().size(), copy))
          : new Outcome.Done("COPY " + CopyFiles.read(file, copy));
    }
    CopyTo copy = to(run, session, statement, format);
    return file == null
        ? new Outcome.Copy(new Completion.CopyOut(format.binary(), copy.names().size(), copy))
        : new Outcome.Done("COPY " + CopyFiles.write(file, copy));
  }

  private static CopyFrom from(Run run, Session session, CopyStmt statement, CopyFormat format) {
    session.transaction().checkWritable("COPY FROM");
    Relation relation = Names.require(session, statement.relation(), LockMode.ROW_EXCLUSIVE);
    if (!(relation instanceof Table table)) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE,
          "cannot copy to " + relation.kindName() + " \"" + relation.name() + "\"");
    }
    List<Column> columns = columns(table, statement.attlist());
    requireInsert(session, table, columns);
    refuseRowSecurity(session, table);
    format.checkColumns(columns.stream().map(Column::name).toList(), table);
    session.beginStatement();
    return format.binary()
        ? new CopyFromBinary(run, table, columns, statement)
        : new CopyFromText(run, table, columns, statement, format);
  }

  private static void refuseRowSecurity(Session session, Table table) {
    if (new Binder(session.bindContext()).bindRowSecurity(table) != null) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED, "COPY FROM not supported with row-level security")
          .withHint("Use INSERT statements instead.");
    }
  }

  private static void requireInsert(Session session, Table table, List<Column> columns) {
    Rights rights = Permissions.of(session);
    int bit = Privilege.INSERT.bit();
    if (!rights.has(table, Privilege.INSERT)
        && !columns.stream()
            .allMatch(c -> (rights.columnPrivileges(table, c.attnum()) & bit) != 0)) {
      throw Permissions.denied(table);
    }
  }

  private static CopyTo to(Run run, Session session, CopyStmt statement, CopyFormat format) {
    if (statement.query() != null) {
      checkQuery(statement.query());
      return query(run, statement.query(), format, null);
    }
    Relation relation = Names.require(session, statement.relation(), LockMode.ACCESS_SHARE);
    if (!(relation instanceof Table table)) {
      throw new PgException(
              SqlState.WRONG_OBJECT_TYPE,
              "cannot copy from " + relation.kindName() + " \"" + relation.name() + "\"")
          .withHint("Try the COPY (SELECT ...) TO variant.");
    }
    List<Column> columns = columns(table, statement.attlist());
    return query(run, Selects.of(session, table, columns).stmt(), format, table);
  }

  private static void checkQuery(Statement query) {
    if (query instanceof SelectStmt select && select.intoClause() != null) {
      throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, "COPY (SELECT INTO) is not supported");
    }
  }

  private static CopyTo query(Run run, Statement query, CopyFormat format, Table table) {
    Session session = run.session();
    Prepared prepared = Prepared.inside(run.prepared(), query);
    prepared.analyse();
    Run inner = new Run(session, prepared, run.parameters());
    if (prepared.description().isEmpty()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "COPY query must have a RETURNING clause");
    }
    Outcome.RowSource rows = ((Outcome.Rows) session.runner().start(inner)).source();
    List<String> names = new ArrayList<>();
    List<PgType> types = new ArrayList<>();
    prepared
        .description()
        .orElseThrow()
        .fields()
        .forEach(
            field -> {
              names.add(field.name());
              types.add(field.type());
            });
    format.checkColumns(names, table);
    return format.binary()
        ? new CopyToBinary(session, rows, names, types)
        : new CopyToText(session, rows, names, types, format);
  }

  private static List<Column> columns(Table table, List<String> names) {
    if (names.isEmpty()) {
      return table.columns().stream().filter(c -> c.generated() == Generated.NONE).toList();
    }
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      Column column = table.requiredColumn(name);
      if (column.generated() != Generated.NONE) {
        throw new PgException(
                SqlState.INVALID_COLUMN_REFERENCE, "column \"" + name + "\" is a generated column")
            .withDetail("Generated columns cannot be used in COPY.");
      }
      if (columns.contains(column)) {
        throw new PgException(
            SqlState.DUPLICATE_COLUMN, "column \"" + name + "\" specified more than once");
      }
      columns.add(column);
    }
    return columns;
  }
}
