package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.BoundStatement.BoundQuery;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.RelationStatement.ViewCheckOption;
import org.heapgres.planner.parse.tree.RelationStatement.ViewStmt;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE [OR REPLACE] VIEW. */
final class ViewCommand implements Command<ViewStmt> {
  @Override
  public Outcome run(Run run, ViewStmt statement) {
    Session session = run.session();
    if (!(statement.query() instanceof SelectStmt query)) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "views must not contain data-modifying statements in WITH");
    }
    if (statement.withCheckOption() != ViewCheckOption.NO_CHECK_OPTION) {
      throw PgException.notSupported("CREATE VIEW with CHECK OPTION");
    }
    Map<String, String> options = options(statement.options());
    Schema schema = Names.creationSchema(session, statement.view());
    String name = statement.view().relname();
    Optional<Relation> existing = session.catalog().relation(schema.oid(), name);
    if (existing.isEmpty() || !statement.replace()) {
      Names.claim(session, schema, name, false);
      TypeObjects.claimForRelation(session, schema, name);
    } else {
      Names.lock(session, existing.get().oid(), LockMode.ACCESS_EXCLUSIVE);
    }
    Prepared prepared = CreateTableAsCommand.prepare(run, query);
    List<Column> columns =
        CreateTableAsCommand.columns(prepared.description(), statement.aliases());
    existing.ifPresent(relation -> checkReplaceable(relation, columns));
    boolean old = existing.isPresent() && existing.get().rowType() != 0;
    OidAllocator oids = session.database().oids();
    session
        .transaction()
        .put(
            new View(
                existing.map(Relation::oid).orElseGet(oids::next),
                schema.oid(),
                name,
                session.environment().currentRole().oid(),
                old ? existing.get().rowType() : oids.next(),
                old ? existing.get().arrayType() : oids.next(),
                columns,
                text(run, query, name),
                session.environment().searchPath(),
                uses(session, query),
                null,
                options));
    return new Outcome.Done("CREATE VIEW");
  }

  static Map<String, String> options(List<DefElem> given) {
    Map<String, String> options = new TreeMap<>();
    for (DefElem option : given) {
      switch (option.defname()) {
        case "security_invoker", "security_barrier" -> {
          boolean value = Options.bool(option);
          if (value && option.defname().equals("security_barrier")) {
            throw PgException.notSupported("security_barrier views");
          }
          options.put(option.defname(), value ? "true" : "false");
        }
        case "check_option" -> throw PgException.notSupported("CREATE VIEW with CHECK OPTION");
        default ->
            throw new PgException(
                SqlState.INVALID_PARAMETER_VALUE,
                "unrecognized parameter \"" + option.defname() + "\"");
      }
    }
    return options;
  }

  /** CREATE RECURSIVE VIEW has its WITH only in the tree. */
  private static String text(Run run, SelectStmt query, String name) {
    String text = run.prepared().raw().source().textOf(query);
    boolean added =
        query.withClause() != null
            && query.withClause().recursive()
            && !text.regionMatches(true, 0, "with", 0, 4);
    if (!added) {
      return text;
    }
    String columns =
        query.withClause().ctes().getFirst().aliascolnames().stream()
            .map(Identifiers::quote)
            .collect(Collectors.joining(", "));
    String quoted = Identifiers.quote(name);
    return "WITH RECURSIVE %s(%s) AS (%s) SELECT %s FROM %s"
        .formatted(quoted, columns, text, columns, quoted);
  }

  private static void checkReplaceable(Relation before, List<Column> columns) {
    if (!(before instanceof View)) {
      throw new PgException(SqlState.WRONG_OBJECT_TYPE, "\"" + before.name() + "\" is not a view");
    }
    if (columns.size() < before.columns().size()) {
      throw new PgException(SqlState.INVALID_TABLE_DEFINITION, "cannot drop columns from view");
    }
    for (int i = 0; i < before.columns().size(); i++) {
      Column old = before.columns().get(i);
      Column now = columns.get(i);
      if (!old.name().equals(now.name())) {
        throw new PgException(
                SqlState.INVALID_TABLE_DEFINITION,
                "cannot change name of view column \"%s\" to \"%s\""
                    .formatted(old.name(), now.name()))
            .withHint(
                "Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.");
      }
      if (old.type().oid() != now.type().oid() || old.typmod() != now.typmod()) {
        throw new PgException(
            SqlState.INVALID_TABLE_DEFINITION,
            "cannot change data type of view column \"%s\" from %s to %s"
                .formatted(
                    old.name(),
                    old.type().formatted(old.typmod()),
                    now.type().formatted(now.typmod())));
      }
    }
  }

  /** The relations that the view cannot do without, those that other views read included. */
  static List<Integer> uses(Session session, SelectStmt query) {
    Binder.Bound bound = new Binder(session.bindContext()).bindFixed(query, List.of());
    Set<Integer> uses = new LinkedHashSet<>();
    RelationUses.of(((BoundQuery) bound.statement()).plan())
        .forEach(relation -> uses.add(relation.oid()));
    bound
        .statement()
        .ctes()
        .forEach(
            cte -> {
              if (cte.statement() instanceof BoundQuery inner) {
                RelationUses.of(inner.plan()).forEach(relation -> uses.add(relation.oid()));
              } else {
                throw new PgException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "views must not contain data-modifying statements in WITH");
              }
            });
    return new ArrayList<>(uses);
  }
}
