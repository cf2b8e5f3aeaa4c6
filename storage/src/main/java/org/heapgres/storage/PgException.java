package org.heapgres.storage;

import java.util.Objects;
import java.util.Optional;

/**
 * An error as PostgreSQL's protocol reports it: every failure that a user may see is one of these,
 * with PostgreSQL's SQLSTATE and wording. Immutable; the {@code with...} methods return a copy that
 * keeps the stack trace.
 *
 * <p>Fields are those of the manual's section 55.8. {@code position} counts characters of the
 * statement's text from 1; 0 means none.
 */
public final class PgException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What an ErrorResponse may carry beside SQLSTATE and message; a null field is left out. */
  public record Fields(
      String detail,
      String hint,
      int position,
      int internalPosition,
      String internalQuery,
      String where,
      String schema,
      String table,
      String column,
      String dataType,
      String constraint) {
    static final Fields NONE =
        new Fields(null, null, 0, 0, null, null, null, null, null, null, null);
  }

  /** FATAL ends the session after the report; PANIC the server. */
  public enum Severity {
    ERROR,
    FATAL,
    PANIC
  }

  private final SqlState state;
  private final String customState;
  private final Severity severity;
  private final transient Fields fields;

  public PgException(SqlState state, String message) {
    this(state, null, Severity.ERROR, message, Fields.NONE, null);
  }

  public PgException(SqlState state, String message, Throwable cause) {
    this(state, null, Severity.ERROR, message, Fields.NONE, cause);
  }

  private PgException(
      SqlState state,
      String customState,
      Severity severity,
      String message,
      Fields fields,
      Throwable cause) {
    super(Objects.requireNonNull(message), cause);
    this.state = Objects.requireNonNull(state);
    this.customState = customState;
    this.severity = severity;
    this.fields = fields;
  }

  /** {@code feature} is what is missing, such as {@code "CREATE TRIGGER"}. */
  public static PgException notSupported(String feature) {
    return new PgException(SqlState.FEATURE_NOT_SUPPORTED, feature + " is not supported yet");
  }

  public SqlState state() {
    return state;
  }

  /**
   * The five characters sent to the client; a user-raised code may be one that {@link SqlState}
   * does not name.
   */
  public String code() {
    return customState != null ? customState : state.code();
  }

  public Severity severity() {
    return severity;
  }

  public Fields fields() {
    return fields == null ? Fields.NONE : fields;
  }

  public Optional<String> detail() {
    return Optional.ofNullable(fields().detail);
  }

  public Optional<String> hint() {
    return Optional.ofNullable(fields().hint);
  }

  /** Characters from 1; 0 for none. */
  public int position() {
    return fields().position;
  }

  public PgException withDetail(String detail) {
    Fields f = fields();
    return with(
        new Fields(
            detail,
            f.hint,
            f.position,
            f.internalPosition,
            f.internalQuery,
            f.where,
            f.schema,
            f.table,
            f.column,
            f.dataType,
            f.constraint));
  }

  public PgException withHint(String hint) {
    Fields f = fields();
    return with(
        new Fields(
            f.detail,
            hint,
            f.position,
            f.internalPosition,
            f.internalQuery,
            f.where,
            f.schema,
            f.table,
            f.column,
            f.dataType,
            f.constraint));
  }

  /** {@code position} in characters from 1. */
  public PgException withPosition(int position) {
    Fields f = fields();
    return with(
        new Fields(
            f.detail,
            f.hint,
            position,
            f.internalPosition,
            f.internalQuery,
            f.where,
            f.schema,
            f.table,
            f.column,
            f.dataType,
            f.constraint));
  }

  /** The position is one in {@code query}, which the client did not write. */
  public PgException withInternalQuery(String query) {
    Fields f = fields();
    return f.position == 0
        ? this
        : with(
            new Fields(
                f.detail,
                f.hint,
                0,
                f.position,
                query,
                f.where,
                f.schema,
                f.table,
                f.column,
                f.dataType,
                f.constraint));
  }

  /** Adds what called what failed. */
  public PgException withCaller(String caller) {
    return withWhere(fields().where == null ? caller : fields().where + "\n" + caller);
  }

  /** {@code where} is the CONTEXT: a traceback, innermost call first. */
  public PgException withWhere(String where) {
    Fields f = fields();
    return with(
        new Fields(
            f.detail,
            f.hint,
            f.position,
            f.internalPosition,
            f.internalQuery,
            where,
            f.schema,
            f.table,
            f.column,
            f.dataType,
            f.constraint));
  }

  /** Names the objects concerned; null leaves one out. */
  public PgException withObject(String schema, String table, String column, String constraint) {
    Fields f = fields();
    return with(
        new Fields(
            f.detail,
            f.hint,
            f.position,
            f.internalPosition,
            f.internalQuery,
            f.where,
            schema,
            table,
            column,
            f.dataType,
            constraint));
  }

  /** Names the data type concerned. */
  public PgException withDataType(String dataType) {
    Fields f = fields();
    return with(
        new Fields(
            f.detail,
            f.hint,
            f.position,
            f.internalPosition,
            f.internalQuery,
            f.where,
            f.schema,
            f.table,
            f.column,
            dataType,
            f.constraint));
  }

  public PgException withSeverity(Severity severity) {
    return copy(customState, severity, fields());
  }

  /** A code that a user chose, as in RAISE ... USING ERRCODE. */
  public PgException withCode(String code) {
    return copy(code, severity, fields());
  }

  public PgException withMessage(String message) {
    return copy(customState, severity, message, fields());
  }

  private PgException with(Fields fields) {
    return copy(customState, severity, fields);
  }

  private PgException copy(String code, Severity severity, Fields fields) {
    return copy(code, severity, getMessage(), fields);
  }

  private PgException copy(String code, Severity severity, String message, Fields fields) {
    PgException copy = new PgException(state, code, severity, message, fields, getCause());
    copy.setStackTrace(getStackTrace());
    return copy;
  }
}
