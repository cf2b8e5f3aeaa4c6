package org.heapgres.planner.session;

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
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.CopyStmt;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** COPY ... FROM STDIN and COPY ... TO STDOUT. */
final class CopyCommand implements Command<CopyStmt> {
  @Override
  public boolean allowedReadOnly() {
    return true;
  }

  @Override
  public Outcome run(Run run, CopyStmt statement) {
    Session session = run.session();
    if (statement.isProgram() || statement.filename() != null) {
      throw PgException.notSupported(
          statement.isProgram() ? "COPY PROGRAM" : "COPY with a server-side file");
    }
    CopyFormat format = CopyFormat.read(statement.options(), statement.isFrom());
    return statement.isFrom()
        ? new Outcome.Copy(from(run, session, statement, format))
        : new Outcome.Copy(to(run, session, statement, format));
  }

  private static Completion from(Run run, Session session, CopyStmt statement, CopyFormat format) {
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
    session.beginStatement();
    boolean binary = format.kind() == CopyFormat.Kind.BINARY;
    CopyFrom handler =
        binary
            ? new CopyFromBinary(run, table, columns, statement)
            : new CopyFromText(run, table, columns, statement, format);
    return new Completion.CopyIn(binary, columns.size(), handler);
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

  private static Completion to(Run run, Session session, CopyStmt statement, CopyFormat format) {
    if (statement.query() != null) {
      checkQuery(statement.query());
      return query(run, statement.query(), format);
    }
    Relation relation = Names.require(session, statement.relation(), LockMode.ACCESS_SHARE);
    if (!(relation instanceof Table table)) {
      throw new PgException(
              SqlState.WRONG_OBJECT_TYPE,
              "cannot copy from " + relation.kindName() + " \"" + relation.name() + "\"")
          .withHint("Try the COPY (SELECT ...) TO variant.");
    }
    List<Column> columns = columns(table, statement.attlist());
    return query(run, Selects.of(session, table, columns).stmt(), format);
  }

  private static void checkQuery(Statement query) {
    if (query instanceof SelectStmt select && select.intoClause() != null) {
      throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, "COPY (SELECT INTO) is not supported");
    }
  }

  private static Completion query(Run run, Statement query, CopyFormat format) {
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
    boolean binary = format.kind() == CopyFormat.Kind.BINARY;
    CopyTo source =
        binary
            ? new CopyToBinary(session, rows, names, types)
            : new CopyToText(session, rows, names, types, format);
    return new Completion.CopyOut(binary, names.size(), source);
  }

  private static List<Column> columns(Table table, List<String> names) {
    if (names.isEmpty()) {
      return table.columns().stream().filter(c -> c.generated() == Generated.NONE).toList();
    }
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      Column column =
          table
              .column(name)
              .orElseThrow(
                  () ->
                      new PgException(
                          SqlState.UNDEFINED_COLUMN,
                          "column \""
                              + name
                              + "\" of relation \""
                              + table.name()
                              + "\" does not exist"));
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
