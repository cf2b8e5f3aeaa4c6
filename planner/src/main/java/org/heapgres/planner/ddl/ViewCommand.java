package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.heapgres.planner.Notice;
import org.heapgres.planner.bind.BindContext;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.BoundStatement.BoundQuery;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.RelationStatement.ViewStmt;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.OidAllocator;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Schemas;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.StoredText;
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
    if (query.intoClause() != null) {
      throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, "views must not contain SELECT INTO");
    }
    if (statement.view().relpersistence() == 'u') {
      throw new PgException(
          SqlState.SYNTAX_ERROR, "views cannot be unlogged because they do not have storage");
    }
    Map<String, String> options = options(statement.options());
    switch (statement.withCheckOption()) {
      case LOCAL_CHECK_OPTION -> options.put("check_option", "local");
      case CASCADED_CHECK_OPTION -> options.put("check_option", "cascaded");
      case NO_CHECK_OPTION -> {}
    }
    List<Relation> uses = uses(session, query);
    Schema schema = schema(session, statement.view(), uses);
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
        CreateTableAsCommand.columns(
            prepared.description(),
            statement.aliases(),
            "CREATE VIEW specifies more column names than columns",
            "could not determine which collation to use for view column \"%s\"");
    existing.ifPresent(relation -> checkReplaceable(relation, columns));
    boolean old = existing.isPresent() && existing.get().rowType() != 0;
    OidAllocator oids = session.database().oids();
    View view =
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
            uses.stream().map(Relation::oid).toList(),
            existing.map(Relation::comment).orElse(null),
            options);
    session.transaction().put(view);
    requireCheckable(session, view);
    return new Outcome.Done("CREATE VIEW");
  }

  static Map<String, String> options(List<DefElem> given) {
    Map<String, String> options = new TreeMap<>();
    for (DefElem option : given) {
      switch (option.defname()) {
        case "security_invoker", "security_barrier" -> {
          options.put(option.defname(), Options.bool(option) ? "true" : "false");
        }
        case "check_option" -> options.put("check_option", checkOption(Options.text(option)));
        default ->
            throw new PgException(
                SqlState.INVALID_PARAMETER_VALUE,
                "unrecognized parameter \"" + option.defname() + "\"");
      }
    }
    return options;
  }

  private static String checkOption(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    if (!lower.equals("local") && !lower.equals("cascaded")) {
      throw new PgException(
              SqlState.INVALID_PARAMETER_VALUE,
              "invalid value for enum option \"check_option\": " + value)
          .withDetail("Valid values are \"local\" and \"cascaded\".");
    }
    return lower;
  }

  /** 0A000 for a check option of a view that is not automatically updatable. */
  static void requireCheckable(Session session, View view) {
    if (!view.options().containsKey("check_option")) {
      return;
    }
    String obstacle = new Binder(session.bindContext()).updatability(view).obstacle();
    if (obstacle != null) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "WITH CHECK OPTION is supported only on automatically updatable views")
          .withHint(obstacle);
    }
  }

  /** ALTER VIEW ... ALTER COLUMN ... SET DEFAULT; {@code expression} null for DROP DEFAULT. */
  static void setDefault(Run run, View view, String column, Expression expression) {
    Session session = run.session();
    int position = view.columnIndex(column);
    if (position < 0) {
      throw new PgException(
          SqlState.UNDEFINED_COLUMN,
          "column \"%s\" of relation \"%s\" does not exist".formatted(column, view.name()));
    }
    List<Column> columns = new ArrayList<>(view.columns());
    Column old = columns.get(position);
    String text =
        expression == null
            ? null
            : StoredText.canonical(
                session,
                run.prepared().raw().source().textOf(expression),
                Binder.Purpose.DEFAULT,
                null,
                old.type(),
                old.typmod());
    columns.set(position, old.withDefault(text));
    session.transaction().put(view.withColumns(columns));
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

  /** The stored relations that a query names. */
  static List<Relation> uses(Session session, SelectStmt query) {
    Binder.Bound bound =
        new Binder(session.bindContext().withRowSecurity(BindContext.RowSecurityUse.IGNORE))
            .bindFixed(query, List.of());
    if (bound.statement().ctes().stream()
        .anyMatch(cte -> !(cte.statement() instanceof BoundQuery))) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "views must not contain data-modifying statements in WITH");
    }
    return new Binder(session.bindContext())
        .meaning(query).relations().stream()
            .filter(relation -> !(relation instanceof ComputedRelation))
            .toList();
  }

  /** Whether a view over these relations can only be the session's own. */
  static boolean anyTemporary(Session session, List<Relation> relations) {
    Optional<Schema> temporary = session.catalog().schema(session.temporarySchema());
    return temporary.isPresent()
        && relations.stream().anyMatch(relation -> relation.schema() == temporary.get().oid());
  }

  private static Schema schema(Session session, RangeVar name, List<Relation> uses) {
    Schema schema = Names.creationSchema(session, name);
    if (!anyTemporary(session, uses) || schema.name().equals(session.temporarySchema())) {
      return schema;
    }
    session.notice(Notice.notice("view \"" + name.relname() + "\" will be a temporary view"));
    return Schemas.temporary(session);
  }
}
