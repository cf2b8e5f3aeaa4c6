package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgOperator;
import org.heapgres.planner.parse.tree.Definition.Constraint;
import org.heapgres.planner.parse.tree.Definition.Exclusion;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.RelationStatement.IndexStmt;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** EXCLUDE: a constraint with an index of its own, which every method that has operators may be. */
final class ExclusionConstraints {
  private static final CatalogTable OPERATORS = CatalogTable.of("pg_amop");
  private static final CatalogTable METHODS = CatalogTable.of("pg_am");

  private ExclusionConstraints() {}

  /** Adds the constraint to a table, whose rows must not violate it. */
  static void add(Run run, RawStmt raw, Table table, Constraint constraint) {
    Session session = run.session();
    if (table.partitioned()) {
      throw PgException.notSupported("EXCLUDE on a partitioned table");
    }
    if (constraint.conname() != null) {
      TableDraft.of(session, table).requireFreeConstraint(constraint.conname());
    }
    for (Exclusion exclusion : constraint.exclusions()) {
      String column = exclusion.elem().name();
      if (column != null && table.columnIndex(column) < 0) {
        throw new PgException(
            SqlState.UNDEFINED_COLUMN, "column \"" + column + "\" named in key does not exist");
      }
    }
    List<List<String>> names = constraint.exclusions().stream().map(Exclusion::operator).toList();
    Index index =
        IndexCommand.define(run, raw, statement(constraint), table, true, "excl", names)
            .orElseThrow();
    List<Integer> operators = new ArrayList<>();
    for (int k = 0; k < names.size(); k++) {
      operators.add(operator(names.get(k), index.columns().get(k).type(), index.method()).oid());
    }
    TableDraft draft = TableDraft.of(session, session.catalog().table(table.oid()).orElseThrow());
    draft
        .constraints()
        .add(
            new org.heapgres.planner.catalog.Constraint.Key(
                session.database().oids().next(),
                index.name(),
                false,
                index.keyColumns(),
                index.oid(),
                constraint.deferrable(),
                constraint.initdeferred(),
                operators));
    Table changed = draft.build();
    session.transaction().put(changed);
    session.planner().writer(changed).builder(index).all(new Execution(run));
  }

  private static IndexStmt statement(Constraint constraint) {
    return new IndexStmt(
        constraint.conname(),
        null,
        constraint.accessMethod() == null ? "btree" : constraint.accessMethod(),
        constraint.indexspace(),
        constraint.exclusions().stream().map(Exclusion::elem).toList(),
        List.of(),
        constraint.options(),
        constraint.whereClause(),
        false,
        false,
        false,
        false);
  }

  /** The operator between two values of a type; it must be its own commutator. */
  private static PgOperator operator(List<String> name, PgType type, String method) {
    PgOperator found = null;
    for (int candidate : candidates(type)) {
      found = found != null ? found : find(name.getLast(), candidate);
    }
    if (found == null) {
      throw new PgException(
              SqlState.UNDEFINED_FUNCTION,
              "operator does not exist: %s %s %s"
                  .formatted(type.formatted(-1), name.getLast(), type.formatted(-1)))
          .withHint(
              "No operator matches the given name and argument types. You might need to add"
                  + " explicit type casts.");
    }
    String shown =
        "%s(%s,%s)"
            .formatted(
                found.name(),
                Types.REGISTRY.require(found.left()).formatted(-1),
                Types.REGISTRY.require(found.right()).formatted(-1));
    if (found.commutator() != found.oid()) {
      throw new PgException(SqlState.WRONG_OBJECT_TYPE, "operator " + shown + " is not commutative")
          .withDetail("Only commutative operators can be used in exclusion constraints.");
    }
    if (!isIndexed(found, method)) {
      throw new PgException(
              SqlState.WRONG_OBJECT_TYPE,
              "operator %s is not a member of operator family \"%s\""
                  .formatted(shown, OperatorClasses.family(type.root(), method)))
          .withDetail(
              "The exclusion operator must be related to the index operator class for the"
                  + " constraint.");
    }
    return found;
  }

  private static List<Integer> candidates(PgType declared) {
    PgType type = declared.root();
    List<Integer> candidates = new ArrayList<>(List.of(type.oid()));
    switch (type.kind()) {
      case 'r' -> candidates.add(Types.of("anyrange").oid());
      case 'm' -> candidates.add(Types.of("anymultirange").oid());
      case 'e' -> candidates.add(Types.ANYENUM.oid());
      default -> candidates.add(type.isArray() ? Types.ANYARRAY.oid() : Types.TEXT.oid());
    }
    if (type.name().equals("cidr")) {
      candidates.add(Types.of("inet").oid());
    }
    return candidates;
  }

  private static PgOperator find(String name, int type) {
    return BuiltInFunctions.operator(name, type, type);
  }

  /** In one of the method's families; plain equality is in those that btree_gist brings. */
  private static boolean isIndexed(PgOperator operator, String method) {
    if (method.equals("gist") && (operator.name().equals("=") || operator.name().equals("<>"))) {
      return true;
    }
    String oid = Integer.toString(operator.oid());
    for (String[] row : OPERATORS.rows()) {
      if (row[OPERATORS.column("amopopr")].equals(oid)
          && method(row[OPERATORS.column("amopmethod")]).equals(method)) {
        return true;
      }
    }
    return false;
  }

  private static String method(String oid) {
    for (String[] row : METHODS.rows()) {
      if (row[METHODS.column("oid")].equals(oid)) {
        return row[METHODS.column("amname")];
      }
    }
    return "";
  }
}
