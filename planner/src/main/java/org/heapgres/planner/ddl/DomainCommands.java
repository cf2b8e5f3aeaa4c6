package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.Notice;
import org.heapgres.planner.bind.Binder.Purpose;
import org.heapgres.planner.bind.TypeResolver;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.catalog.UserType.Domain;
import org.heapgres.planner.catalog.UserType.DomainCheck;
import org.heapgres.planner.catalog.UserType.DomainNotNull;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Definition.Constraint;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterDomainStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateDomainStmt;
import org.heapgres.planner.parse.tree.SourceText;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.InternalQueries;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.OidAllocator;
import org.heapgres.planner.session.Selects;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.StoredText;
import org.heapgres.planner.types.Collation;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE and ALTER DOMAIN. */
final class DomainCommands {
  static final Command<CreateDomainStmt> CREATE =
      new Command<>() {
        @Override
        public Outcome run(Run run, CreateDomainStmt statement) {
          new Draft(run, statement).create(statement);
          return new Outcome.Done("CREATE DOMAIN");
        }
      };

  static final Command<AlterDomainStmt> ALTER =
      new Command<>() {
        @Override
        public Outcome run(Run run, AlterDomainStmt statement) {
          Session session = run.session();
          Node name =
              new ListValue(statement.typeName().stream().<Node>map(StringValue::new).toList());
          new Alteration(run, TypeObjects.requireDomain(session, name)).apply(statement);
          return new Outcome.Done("ALTER DOMAIN");
        }
      };

  private DomainCommands() {}

  private static DomainCheck check(
      Run run, String domain, PgType base, int typmod, Constraint constraint, List<String> taken) {
    Session session = run.session();
    if (constraint.isNoInherit()) {
      throw Names.at(
          constraint.location(),
          new PgException(
              SqlState.INVALID_OBJECT_DEFINITION,
              "check constraints for domains cannot be marked NO INHERIT"));
    }
    String name = name(domain, constraint, "check", taken);
    String text;
    try {
      text =
          StoredText.canonical(
              session,
              run.prepared().raw().source().textOf(constraint.rawExpr()),
              Purpose.CHECK,
              CompositeType.domainValue(base, typmod),
              null,
              -1);
    } catch (PgException e) {
      throw e.withPosition(0);
    }
    return new DomainCheck(
        session.database().oids().next(), name, text, !constraint.skipValidation(), null);
  }

  private static String name(
      String domain, Constraint constraint, String label, List<String> taken) {
    if (constraint.conname() == null) {
      return Names.choose(domain, null, label, candidate -> !taken.contains(candidate));
    }
    if (taken.contains(constraint.conname())) {
      throw new PgException(
          SqlState.DUPLICATE_OBJECT,
          "constraint \"%s\" for domain \"%s\" already exists"
              .formatted(constraint.conname(), domain));
    }
    return constraint.conname();
  }

  private static List<String> names(Domain domain) {
    List<String> names = new ArrayList<>();
    domain.checks().forEach(check -> names.add(check.name()));
    if (domain.notNull() != null) {
      names.add(domain.notNull().name());
    }
    return names;
  }

  private static String defaultText(Run run, Expression expression, PgType type, int typmod) {
    SourceText source = run.prepared().raw().source();
    try {
      return StoredText.canonical(
          run.session(), source.textOf(expression), Purpose.DEFAULT, null, type, typmod);
    } catch (PgException e) {
      throw source.located(e, expression);
    }
  }

  /** A domain in the making. */
  private static final class Draft {
    private final Run run;
    private final Session session;
    private final String name;
    private final TypeResolver.Resolved base;
    private Boolean notNull;
    private Domain domain;

    Draft(Run run, CreateDomainStmt statement) {
      this.run = run;
      session = run.session();
      name = statement.domainname().getLast();
      base = new TypeResolver(session.bindContext()).resolve(statement.typeName());
      if (base.type().isPseudo()) {
        throw Names.at(
            statement.typeName().location(),
            new PgException(
                SqlState.DATATYPE_MISMATCH,
                "\"%s\" is not a valid base type for a domain"
                    .formatted(String.join(".", statement.typeName().names()))));
      }
      Collation collation =
          ColumnDefinition.collation(session, statement.collClause(), base.type());
      domain =
          new Domain(
              base.type().oid(),
              base.typmod(),
              collation == null ? base.type().collation() : collation.oid(),
              null,
              null,
              List.of());
    }

    void create(CreateDomainStmt statement) {
      Schema schema = TypeObjects.creationSchema(session, statement.domainname());
      statement.constraints().forEach(this::add);
      OidAllocator oids = session.database().oids();
      session
          .transaction()
          .put(
              new UserType(
                  oids.next(),
                  schema.oid(),
                  name,
                  session.environment().currentRole().oid(),
                  oids.next(),
                  domain,
                  null));
    }

    private void add(Constraint constraint) {
      switch (constraint.contype()) {
        case CONSTR_DEFAULT -> {
          if (domain.defaultExpression() != null) {
            throw syntax("multiple default expressions", constraint);
          }
          domain =
              domain.withDefault(
                  defaultText(run, constraint.rawExpr(), base.type(), base.typmod()));
        }
        case CONSTR_NOTNULL, CONSTR_NULL -> nullable(constraint);
        case CONSTR_CHECK -> {
          List<DomainCheck> checks = new ArrayList<>(domain.checks());
          checks.add(check(run, name, base.type(), base.typmod(), constraint, names(domain)));
          domain = domain.withChecks(checks);
        }
        case CONSTR_UNIQUE ->
            throw syntax("unique constraints not possible for domains", constraint);
        case CONSTR_PRIMARY ->
            throw syntax("primary key constraints not possible for domains", constraint);
        case CONSTR_EXCLUSION ->
            throw syntax("exclusion constraints not possible for domains", constraint);
        case CONSTR_FOREIGN ->
            throw syntax("foreign key constraints not possible for domains", constraint);
        case CONSTR_IDENTITY, CONSTR_GENERATED ->
            throw Names.at(
                constraint.location(),
                new PgException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "specifying GENERATED not supported for domains"));
        case CONSTR_ATTR_DEFERRABLE,
            CONSTR_ATTR_NOT_DEFERRABLE,
            CONSTR_ATTR_DEFERRED,
            CONSTR_ATTR_IMMEDIATE ->
            throw Names.at(
                constraint.location(),
                new PgException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "specifying constraint deferrability not supported for domains"));
        case CONSTR_ATTR_ENFORCED, CONSTR_ATTR_NOT_ENFORCED ->
            throw Names.at(
                constraint.location(),
                new PgException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "specifying constraint enforceability not supported for domains"));
      }
    }

    private void nullable(Constraint constraint) {
      boolean wanted =
          constraint.contype()
              == org.heapgres.planner.parse.tree.Definition.ConstrType.CONSTR_NOTNULL;
      if (notNull != null && notNull != wanted) {
        throw syntax("conflicting NULL/NOT NULL constraints", constraint);
      }
      notNull = wanted;
      if (wanted && domain.notNull() == null) {
        domain =
            domain.withNotNull(
                new DomainNotNull(
                    session.database().oids().next(),
                    name(name, constraint, "not_null", names(domain))));
      }
    }

    private static PgException syntax(String message, Constraint constraint) {
      return Names.at(constraint.location(), new PgException(SqlState.SYNTAX_ERROR, message));
    }
  }

  /** One ALTER DOMAIN. */
  private static final class Alteration {
    private final Run run;
    private final Session session;
    private final UserType type;
    private final Domain domain;
    private final PgType base;

    Alteration(Run run, UserType type) {
      this.run = run;
      this.type = type;
      session = run.session();
      domain = (Domain) type.definition();
      base = session.catalog().types().require(domain.baseType());
    }

    void apply(AlterDomainStmt statement) {
      switch (statement.subtype()) {
        case 'T' ->
            put(
                domain.withDefault(
                    statement.def() == null
                        ? null
                        : defaultText(run, (Expression) statement.def(), base, domain.typmod())));
        case 'N' -> put(domain.withNotNull(null));
        case 'O' -> setNotNull(Names.choose(type.name(), null, "not_null", this::isFree));
        case 'C' -> add((Constraint) statement.def());
        case 'X' -> drop(statement);
        case 'V' -> validate(statement.name());
        default -> throw new IllegalArgumentException("ALTER DOMAIN " + statement.subtype());
      }
    }

    private boolean isFree(String name) {
      return !names(domain).contains(name);
    }

    private void put(Domain changed) {
      session.transaction().put(type.withDefinition(changed));
    }

    private void setNotNull(String name) {
      if (domain.notNull() == null) {
        refuseContained();
        put(domain.withNotNull(new DomainNotNull(session.database().oids().next(), name)));
        eachColumn(
            (table, column) -> {
              if (holds(table, quoted(column) + " IS NULL")) {
                throw new PgException(
                        SqlState.NOT_NULL_VIOLATION,
                        "column \"%s\" of table \"%s\" contains null values"
                            .formatted(column.name(), table.name()))
                    .withObject(
                        session.catalog().schemaName(table.schema()),
                        table.name(),
                        column.name(),
                        null);
              }
            });
      }
    }

    private void add(Constraint constraint) {
      switch (constraint.contype()) {
        case CONSTR_CHECK -> {
          DomainCheck check =
              check(run, type.name(), base, domain.typmod(), constraint, names(domain));
          List<DomainCheck> checks = new ArrayList<>(domain.checks());
          checks.add(check);
          if (check.validated()) {
            refuseContained();
          }
          put(domain.withChecks(checks));
          if (check.validated()) {
            validateRows();
          }
        }
        case CONSTR_NOTNULL -> setNotNull(name(type.name(), constraint, "not_null", names(domain)));
        default -> throw new IllegalArgumentException(constraint.contype().name());
      }
    }

    private void drop(AlterDomainStmt statement) {
      String name = statement.name();
      if (domain.notNull() != null && domain.notNull().name().equals(name)) {
        put(domain.withNotNull(null));
        return;
      }
      List<DomainCheck> left =
          domain.checks().stream().filter(check -> !check.name().equals(name)).toList();
      if (left.size() < domain.checks().size()) {
        put(domain.withChecks(left));
      } else if (statement.missingOk()) {
        session.notice(Notice.notice(missing(name).getMessage() + ", skipping"));
      } else {
        throw missing(name);
      }
    }

    private PgException missing(String name) {
      return new PgException(
          SqlState.UNDEFINED_OBJECT,
          "constraint \"%s\" of domain \"%s\" does not exist"
              .formatted(name, ObjectNames.typeName(session, type.oid())));
    }

    private void validate(String name) {
      if (domain.notNull() != null && domain.notNull().name().equals(name)) {
        throw new PgException(
            SqlState.WRONG_OBJECT_TYPE,
            "constraint \"%s\" of domain \"%s\" is not a check constraint"
                .formatted(name, type.name()));
      }
      DomainCheck found =
          domain.checks().stream()
              .filter(check -> check.name().equals(name))
              .findFirst()
              .orElseThrow(() -> missing(name));
      if (!found.validated()) {
        refuseContained();
        validateRows();
        put(domain.withCheck(found.withValidated()));
      }
    }

    /** Every stored value is cast anew: the domain has the constraint by now. */
    private void validateRows() {
      eachColumn(
          (table, column) -> {
            try {
              holds(
                  table,
                  "CAST(%s AS %s) IS NULL AND %s IS NOT NULL"
                      .formatted(
                          "CAST(%s AS %s)"
                              .formatted(
                                  quoted(column),
                                  ObjectNames.typeName(session, column.type().root().oid())),
                          ObjectNames.typeName(session, column.type().oid()),
                          quoted(column)));
            } catch (PgException e) {
              if (e.state() != SqlState.CHECK_VIOLATION) {
                throw e;
              }
              throw new PgException(
                      SqlState.CHECK_VIOLATION,
                      "column \"%s\" of table \"%s\" contains values that violate the new constraint"
                          .formatted(column.name(), table.name()))
                  .withObject(
                      session.catalog().schemaName(table.schema()),
                      table.name(),
                      column.name(),
                      null);
            }
          });
    }

    /** Values within arrays, rows and ranges are not looked through, nor does PostgreSQL. */
    private void refuseContained() {
      for (Relation relation : session.catalog().relations()) {
        if (relation instanceof Table table) {
          for (Column column : table.columns()) {
            if (!isOver(column.type())
                && RecordRewrite.holds(column.type(), type.oid(), session.catalog().types())) {
              throw new PgException(
                  SqlState.FEATURE_NOT_SUPPORTED,
                  "cannot alter type \"%s\" because column \"%s.%s\" uses it"
                      .formatted(type.name(), table.name(), column.name()));
            }
          }
        }
      }
    }

    private interface ColumnAction {
      void accept(Table table, Column column);
    }

    /** The columns of the domain, and of domains over it, in tables that have rows. */
    private void eachColumn(ColumnAction action) {
      session.beginStatement();
      for (Relation relation : List.copyOf(session.catalog().relations())) {
        if (relation instanceof Table table && !table.partitioned()) {
          for (Column column : table.columns()) {
            if (isOver(column.type())) {
              Names.lock(session, table.oid(), LockMode.SHARE);
              action.accept(table, column);
            }
          }
        }
      }
    }

    private boolean isOver(PgType columnType) {
      PgType at = columnType;
      while (at.kind() == 'd') {
        if (at.oid() == type.oid()) {
          return true;
        }
        at = session.catalog().types().require(at.baseType());
      }
      return false;
    }

    private boolean holds(Table table, String condition) {
      return !InternalQueries.rows(
              session,
              "SELECT FROM ONLY %s WHERE %s LIMIT 1"
                  .formatted(Selects.qualified(session, table), condition))
          .isEmpty();
    }

    private static String quoted(Column column) {
      return Identifiers.quote(column.name());
    }
  }
}
