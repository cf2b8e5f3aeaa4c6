package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.PreparedStatement;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.bind.ResultShape;
import org.heapgres.planner.bind.Variables;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A statement of one session: its tree, and its analysis, which is renewed when the catalog or the
 * environment has changed. Used by the session's thread.
 */
public final class Prepared implements PreparedStatement {
  private static final PgType[] NO_TYPES = {};

  private final Session session;
  private final String name;
  private final String sql;
  private final RawStmt raw;
  private final List<PgType> declared;
  private final long preparedAt = Clock.micros();
  private final boolean fixed;
  private final boolean fromSql;
  private final boolean promises;
  private final Surroundings surroundings;
  private final int hidden;
  private Analysed analysed;

  /** Whether the client knows what the result looks like, which must not change then. */
  private boolean told;

  /**
   * Where a statement of a function stands.
   *
   * @param searchPath what its names are looked up in; null for the session's
   * @param shape what it has to give when it gives the function's result; else null
   * @param verbose whether its plan is for EXPLAIN VERBOSE to show
   */
  public record Surroundings(
      Variables variables, List<String> searchPath, ResultShape shape, boolean verbose) {
    static final Surroundings NONE = new Surroundings(Variables.NONE, null, null, false);

    public static Surroundings of(Variables variables) {
      return new Surroundings(variables, null, null, false);
    }

    public Surroundings explained(boolean verbosely) {
      return new Surroundings(variables, searchPath, null, verbosely);
    }
  }

  private Prepared(
      Session session,
      String name,
      String sql,
      RawStmt raw,
      List<PgType> declared,
      boolean fixed,
      boolean fromSql,
      boolean promises,
      Surroundings surroundings) {
    this(session, name, sql, raw, declared, fixed, fromSql, promises, surroundings, 0);
  }

  private Prepared(
      Session session,
      String name,
      String sql,
      RawStmt raw,
      List<PgType> declared,
      boolean fixed,
      boolean fromSql,
      boolean promises,
      Surroundings surroundings,
      int hidden) {
    this.hidden = hidden;
    this.promises = promises;
    this.session = session;
    this.name = name;
    this.sql = sql;
    this.raw = raw;
    this.declared = Collections.unmodifiableList(new ArrayList<>(declared));
    this.fixed = fixed;
    this.fromSql = fromSql;
    this.surroundings = surroundings;
    told = promises && fromSql;
  }

  /**
   * A statement with parameters.
   *
   * @param declared parameter types as the client gave them; null for those to be inferred
   */
  static Prepared open(
      Session session, String name, String sql, RawStmt raw, List<PgType> declared) {
    return new Prepared(session, name, sql, raw, declared, false, false, true, Surroundings.NONE);
  }

  /** A simple query whose literals have become parameters: its result is described as it runs. */
  static Prepared literals(Session session, String sql, RawStmt raw, List<PgType> declared) {
    return new Prepared(session, "", sql, raw, declared, false, false, false, Surroundings.NONE);
  }

  /** What the statement of {@code outer} names by PREPARE. */
  public static Prepared fromSql(
      Prepared outer, String name, Statement statement, List<PgType> declared) {
    return new Prepared(
        outer.session,
        name,
        outer.sql,
        outer.inner(statement),
        declared,
        false,
        true,
        true,
        Surroundings.NONE);
  }

  /** A statement within that of {@code outer}, with the same parameters. */
  public static Prepared inside(Prepared outer, Statement statement) {
    return internal(
        outer.session, outer.sql, outer.inner(statement), List.of(outer.parameterTypes()));
  }

  /**
   * What EXPLAIN explains in {@code outer}.
   *
   * @param declared types of its parameters
   * @param fixed whether there are no others
   */
  public static Prepared explained(
      Prepared outer, Statement statement, List<PgType> declared, boolean fixed, boolean verbose) {
    Prepared explained =
        new Prepared(
            outer.session,
            "",
            outer.sql,
            outer.inner(statement),
            declared,
            fixed,
            false,
            false,
            outer.surroundings.explained(verbose));
    explained.analyse();
    return explained;
  }

  /**
   * The same query with more columns.
   *
   * @param added how many there are at the end, for the server's own use
   */
  public Prepared with(SelectStmt longer, int added) {
    return new Prepared(
        session, name, sql, inner(longer), declared, fixed, false, false, surroundings, added);
  }

  /** Whether its parameters are literals of the query that the client has sent. */
  boolean standsForLiterals() {
    return !promises && !fixed;
  }

  /** How many columns at the end are for the server's own use. */
  int hidden() {
    return hidden;
  }

  private RawStmt inner(Statement statement) {
    return new RawStmt(statement, raw.stmtLocation(), raw.stmtLen(), raw.source());
  }

  /** A statement that has exactly these parameters. */
  public static Prepared internal(Session session, String sql, RawStmt raw, List<PgType> declared) {
    return within(session, sql, raw, declared, Surroundings.NONE);
  }

  /** A statement of a function's body. */
  public static Prepared within(
      Session session, String sql, RawStmt raw, List<PgType> declared, Surroundings surroundings) {
    return new Prepared(session, "", sql, raw, declared, true, false, false, surroundings);
  }

  static Prepared empty(Session session, String name, String sql) {
    return new Prepared(session, name, sql, null, List.of(), true, false, false, Surroundings.NONE);
  }

  /** Whether PREPARE made it, not the protocol. */
  boolean isFromSql() {
    return fromSql;
  }

  public Surroundings surroundings() {
    return surroundings;
  }

  /** Whether no parameters but the declared ones may occur. */
  boolean fixed() {
    return fixed;
  }

  @Override
  public String name() {
    return name;
  }

  public String sql() {
    return sql;
  }

  /** Parameter types as the client gave them; null for those to be inferred. */
  List<PgType> declared() {
    return declared;
  }

  public RawStmt raw() {
    return raw;
  }

  /** Microseconds since 2000-01-01 UTC. */
  long preparedAt() {
    return preparedAt;
  }

  public Analysed analysed() {
    return analysed;
  }

  /** First analysis; 25P02 in a failed transaction unless the statement ends it. */
  public void analyse() {
    if (raw != null) {
      session.checkUsable(raw.stmt());
      analysed = analyseNow();
    }
  }

  /** The analysis for the catalog and environment of now. */
  public Analysed current() {
    Catalog catalog = session.catalog();
    if (!analysed.isFor(catalog.version(), session.environment().environment())) {
      Analysed renewed = analyseNow();
      if (told && !sameResult(renewed)) {
        throw new PgException(
            SqlState.FEATURE_NOT_SUPPORTED, "cached plan must not change result type");
      }
      analysed = renewed;
    }
    return analysed;
  }

  private boolean sameResult(Analysed renewed) {
    List<PgType> before = columnTypes(analysed);
    return before.equals(columnTypes(renewed));
  }

  private static List<PgType> columnTypes(Analysed analysed) {
    return analysed.description().map(RowDescription::fields).orElse(List.of()).stream()
        .map(RowDescription.Field::type)
        .toList();
  }

  private Analysed analyseNow() {
    return surroundings.equals(Surroundings.NONE) && session.routines().transitions().isEmpty()
        ? session.database().plans().analyse(session, this)
        : Analyser.analyse(session, raw, declared, fixed, surroundings);
  }

  @Override
  public PgType[] parameterTypes() {
    return raw == null ? NO_TYPES : analysed.parameterTypes().toArray(PgType[]::new);
  }

  @Override
  public Optional<RowDescription> description() {
    told |= promises;
    return raw == null ? Optional.empty() : analysed.description();
  }
}
