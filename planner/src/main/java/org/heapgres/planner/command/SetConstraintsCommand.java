package org.heapgres.planner.command;

import java.util.List;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.UtilityStatement.ConstraintsSetStmt;
import org.heapgres.planner.session.DeferredChecks;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** SET CONSTRAINTS. */
final class SetConstraintsCommand implements Command<ConstraintsSetStmt> {
  @Override
  public boolean allowedReadOnly() {
    return true;
  }

  @Override
  public Outcome run(Run run, ConstraintsSetStmt statement) {
    Session session = run.session();
    SetCommand.warnOutsideBlock(run, "SET CONSTRAINTS");
    session.beginStatement();
    DeferredChecks checks = session.transaction().constraintChecks();
    if (statement.constraints().isEmpty()) {
      checks.setAll(statement.deferred());
    } else {
      List<Constraint> named =
          statement.constraints().stream().flatMap(name -> find(session, name).stream()).toList();
      named.forEach(constraint -> checks.set(constraint.oid(), statement.deferred()));
    }
    return new Outcome.Done("SET CONSTRAINTS");
  }

  /** Those of the name in the first schema that has any: names are unique only within tables. */
  private static List<Constraint> find(Session session, RangeVar name) {
    List<String> schemas =
        name.schemaname() == null
            ? session.environment().searchPath()
            : List.of(
                session
                    .catalog()
                    .schema(name.schemaname())
                    .map(Schema::name)
                    .orElseThrow(
                        () ->
                            new PgException(
                                SqlState.INVALID_SCHEMA_NAME,
                                "schema \"" + name.schemaname() + "\" does not exist")));
    for (String schema : schemas) {
      List<Constraint> found = find(session, schema, name.relname());
      if (!found.isEmpty()) {
        return found;
      }
    }
    throw new PgException(
        SqlState.UNDEFINED_OBJECT, "constraint \"" + Names.shown(name) + "\" does not exist");
  }

  private static List<Constraint> find(Session session, String schema, String name) {
    List<Constraint> found =
        session.catalog().relations().stream()
            .filter(Table.class::isInstance)
            .map(Table.class::cast)
            .filter(table -> session.catalog().schemaName(table.schema()).equals(schema))
            .flatMap(table -> table.constraints().stream())
            .filter(constraint -> constraint.name().equals(name))
            .toList();
    for (Constraint constraint : found) {
      if (!constraint.deferrable()) {
        throw new PgException(
            SqlState.WRONG_OBJECT_TYPE, "constraint \"" + name + "\" is not deferrable");
      }
    }
    return found;
  }
}
