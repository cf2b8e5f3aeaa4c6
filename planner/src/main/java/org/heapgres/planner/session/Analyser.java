package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heapgres.planner.Blocking;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.bind.BindContext;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.BoundStatement;
import org.heapgres.planner.bind.BoundStatement.BoundChange;
import org.heapgres.planner.bind.BoundStatement.BoundQuery;
import org.heapgres.planner.bind.BoundStatement.BoundUtility;
import org.heapgres.planner.bind.OutputColumn;
import org.heapgres.planner.bind.Variables;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Commands;
import org.heapgres.planner.ddl.ForeignKeyReach;
import org.heapgres.planner.ddl.RelationUses;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.RelationStatement;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.session.Analysed.RelationLock;
import org.heapgres.planner.session.Prepared.Surroundings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;

/** Turns parsed statements into analysed ones: binds queries, describes commands. */
public final class Analyser {
  private Analyser() {}

  /** {@code declared} holds null for a parameter whose type is to be inferred. */
  public static Analysed analyse(
      Session session, RawStmt raw, List<PgType> declared, boolean fixed) {
    return analyse(session, raw, declared, fixed, Surroundings.NONE);
  }

  public static Analysed analyse(
      Session session,
      RawStmt raw,
      List<PgType> declared,
      boolean fixed,
      Surroundings surroundings) {
    Statement tree = raw.stmt();
    return switch (tree) {
      case Statement.SelectStmt select when select.intoClause() != null ->
          command(session, selectInto(select), declared, surroundings.variables());
      case Statement.SelectStmt _,
          Statement.InsertStmt _,
          Statement.UpdateStmt _,
          Statement.DeleteStmt _,
          Statement.MergeStmt _ ->
          query(session, tree, declared, fixed, surroundings);
      default -> command(session, tree, declared, surroundings.variables());
    };
  }

  /** SELECT INTO is another way to say CREATE TABLE AS. */
  private static Statement selectInto(Statement.SelectStmt select) {
    return new RelationStatement.CreateTableAsStmt(
        select.withoutInto(), select.intoClause(), ObjectType.OBJECT_TABLE, true, false);
  }

  private static Analysed command(
      Session session, Statement tree, List<PgType> declared, Variables variables) {
    return new Analysed(
        session.catalog().version(),
        session.environment().environment(),
        Commands.parameterTypes(session, tree, declared, variables),
        Commands.description(session, tree, variables),
        Commands.mayBlock(session, tree) ? Blocking.LONG : Blocking.NEVER,
        false,
        false,
        false,
        new Analysed.Command(tree));
  }

  private static Analysed query(
      Session session,
      Statement tree,
      List<PgType> declared,
      boolean fixed,
      Surroundings surroundings) {
    Catalog catalog = session.catalog();
    BindContext context = session.bindContext();
    if (surroundings.searchPath() != null) {
      context = context.withSearchPath(surroundings.searchPath());
    }
    Binder binder = new Binder(context.withVariables(surroundings.variables()));
    Binder.Bound bound =
        fixed
            ? binder.bindResult(tree, declared, surroundings.shape())
            : binder.bind(tree, declared);
    BoundStatement statement = bound.statement();
    QueryPlan plan = new QueryPlan(session, statement, surroundings.verbose());
    List<RelationLock> locks = locks(statement, catalog);
    return new Analysed(
        catalog.version(),
        session.environment().environment(),
        bound.parameterTypes(),
        statement instanceof BoundQuery
            ? Optional.of(rowDescription(statement.columns()))
            : description(statement.columns()),
        plan.blocking(),
        bound.settingsDependent(),
        usesRoots(statement),
        plan.physical().readsMuch()
            || locks.stream().anyMatch(lock -> hasPartialIndex(catalog, lock.relation())),
        new Analysed.Planned(plan, locks, bound.needs().missing(Permissions.of(session))));
  }

  private static boolean hasPartialIndex(Catalog catalog, int relation) {
    return catalog
        .table(relation)
        .map(table -> table.indexes().stream().anyMatch(index -> index.predicate() != null))
        .orElse(false);
  }

  private static boolean usesRoots(BoundStatement statement) {
    boolean here =
        switch (statement) {
          case BoundQuery query -> RelationUses.readsRoots(query.plan());
          case BoundChange change ->
              change.relation().schema() == Schema.HEAP
                  || change.parts().stream()
                      .anyMatch(part -> RelationUses.readsRoots(part.source()));
          case BoundUtility _ -> false;
        };
    return here || statement.ctes().stream().anyMatch(cte -> usesRoots(cte.statement()));
  }

  public static Optional<RowDescription> description(List<OutputColumn> columns) {
    return columns.isEmpty() ? Optional.empty() : Optional.of(rowDescription(columns));
  }

  /** A query may have no columns at all and still give rows. */
  private static RowDescription rowDescription(List<OutputColumn> columns) {
    List<RowDescription.Field> fields = new ArrayList<>(columns.size());
    for (OutputColumn column : columns) {
      fields.add(
          new RowDescription.Field(
              column.name(), column.tableOid(), column.attnum(), column.type(), column.typmod()));
    }
    return new RowDescription(fields);
  }

  /** The relations that a statement uses, in a fixed order, each with its strongest lock. */
  private static List<RelationLock> locks(BoundStatement statement, Catalog catalog) {
    Map<Integer, RelationLock> locks = new LinkedHashMap<>();
    addLocks(statement, catalog, locks);
    return List.copyOf(locks.values());
  }

  private static void addLocks(
      BoundStatement statement, Catalog catalog, Map<Integer, RelationLock> locks) {
    statement.ctes().forEach(cte -> addLocks(cte.statement(), catalog, locks));
    switch (statement) {
      case BoundQuery query ->
          RelationUses.of(query.plan())
              .forEach(
                  relation ->
                      add(
                          locks,
                          relation.oid(),
                          relation.name(),
                          query.locking() ? LockMode.ROW_SHARE : LockMode.ACCESS_SHARE));
      case BoundChange change -> {
        for (Table table : catalog.withDescendants(change.relation())) {
          add(locks, table.oid(), table.name(), LockMode.ROW_EXCLUSIVE);
        }
        ForeignKeyReach reach =
            new ForeignKeyReach(
                catalog, (table, mode) -> add(locks, table.oid(), table.name(), mode));
        change.parts().forEach(reach::add);
        change
            .parts()
            .forEach(
                part ->
                    RelationUses.of(part.source())
                        .forEach(
                            relation ->
                                add(
                                    locks,
                                    relation.oid(),
                                    relation.name(),
                                    LockMode.ACCESS_SHARE)));
      }
      case BoundUtility _ -> {}
    }
  }

  private static void add(Map<Integer, RelationLock> locks, int oid, String name, LockMode mode) {
    RelationLock known = locks.get(oid);
    if (known == null || known.mode().compareTo(mode) < 0) {
      locks.put(oid, new RelationLock(oid, name, mode));
    }
  }
}
