package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.catalog.UserType.Domain;
import org.heapgres.planner.catalog.UserType.DomainCheck;
import org.heapgres.planner.command.Batches;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Checks values against the constraints of domains: those of the domains below first, NOT NULL
 * before CHECKs, these by name. Expressions are kept until the catalog changes. Used by the
 * session's thread.
 */
public final class Domains {
  private record Check(DomainCheck check, Expression expression) {}

  /** One domain of a chain. */
  private record Level(UserType type, Domain domain, List<Check> checks) {}

  private final Session session;
  private final Map<Integer, List<Level>> levels = new HashMap<>();
  private Catalog catalog;

  public Domains(Session session) {
    this.session = session;
  }

  /** 23502 or 23514 when the value is not one of the domain's. */
  public void check(int oid, Object datum) {
    if (catalog != session.catalog()) {
      levels.clear();
      catalog = session.catalog();
    }
    List<Level> chain = levels.get(oid);
    if (chain == null) {
      chain = chain(oid);
      levels.put(oid, chain);
    }
    UserType shown = chain.getLast().type;
    for (Level level : chain) {
      check(level, shown, datum);
    }
  }

  private void check(Level level, UserType type, Object datum) {
    if (datum == null && level.domain.notNull() != null) {
      throw identified(
          new PgException(
              SqlState.NOT_NULL_VIOLATION, "domain " + shown(type) + " does not allow null values"),
          type,
          null);
    }
    for (Check check : level.checks) {
      if (!holds(check.expression, level.type, datum)) {
        throw identified(
            new PgException(
                SqlState.CHECK_VIOLATION,
                "value for domain "
                    + shown(type)
                    + " violates check constraint \""
                    + check.check.name()
                    + "\""),
            type,
            check.check.name());
      }
    }
  }

  private boolean holds(Expression expression, UserType type, Object datum) {
    PgType domain = session.catalog().types().require(type.oid());
    Object result =
        expression.evaluateRow(
            new Execution(Run.ofFunction(session)),
            Batches.of(List.of(domain.root()), List.<Object[]>of(new Object[] {datum})));
    return !Boolean.FALSE.equals(result);
  }

  private PgException identified(PgException error, UserType type, String constraint) {
    return error
        .withObject(session.catalog().schemaName(type.schema()), null, null, constraint)
        .withDataType(type.name());
  }

  private String shown(UserType type) {
    return ObjectNames.typeName(session, type.oid());
  }

  private List<Level> chain(int oid) {
    List<Level> chain = new ArrayList<>();
    int at = oid;
    while (session.catalog().object(at).orElse(null) instanceof UserType type
        && type.definition() instanceof Domain domain) {
      List<Check> checks =
          domain.checks().stream()
              .sorted(Comparator.comparing(DomainCheck::name))
              .map(check -> new Check(check, compile(type, check.expression())))
              .toList();
      chain.addFirst(new Level(type, domain, checks));
      at = domain.baseType();
    }
    return chain;
  }

  Expression compile(UserType type, String expression) {
    return session
        .planner()
        .expression(
            new Binder(session.bindContext())
                .bindExpression(
                    Parser.parseExpression(expression),
                    Binder.Purpose.CHECK,
                    valueRow(session.catalog(), type),
                    null,
                    -1),
            1);
  }

  /** See {@link CompositeType#domainValue}. */
  public static Relation valueRow(Catalog catalog, UserType type) {
    Domain domain = (Domain) type.definition();
    return CompositeType.domainValue(catalog.types().require(domain.baseType()), domain.typmod());
  }
}
