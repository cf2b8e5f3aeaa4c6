package org.heapgres.planner.catalog;

import java.util.List;

/**
 * A table constraint; columns are attnums. A NOT NULL is on the column, too ({@link
 * Column#notNull}): here it has its name.
 */
public sealed interface Constraint {
  int oid();

  String name();

  /** pg_constraint.contype. */
  char type();

  /** The constrained columns, in the constraint's order. */
  List<Integer> columns();

  /** The same under another name. */
  Constraint withName(String name);

  /** False for NOT ENFORCED: nothing is checked. */
  default boolean enforced() {
    return true;
  }

  /** Whether the rows that are there have been checked. */
  default boolean validated() {
    return true;
  }

  /** Whether its checks can wait for the end of the transaction. */
  default boolean deferrable() {
    return false;
  }

  default boolean initiallyDeferred() {
    return false;
  }

  /**
   * PRIMARY KEY, UNIQUE or EXCLUDE, enforced by the index of that oid. The index of a deferrable
   * one is not unique, since it holds rows whose keys are equal for a while.
   *
   * @param columns 0 for an expression, which only EXCLUDE can have
   * @param exclusion the operators of EXCLUDE, which may not all be true of two rows, one for each
   *     of the columns; else empty
   */
  record Key(
      int oid,
      String name,
      boolean primary,
      List<Integer> columns,
      int index,
      boolean deferrable,
      boolean initiallyDeferred,
      List<Integer> exclusion)
      implements Constraint {
    public Key {
      columns = List.copyOf(columns);
      exclusion = List.copyOf(exclusion);
    }

    public boolean excludes() {
      return !exclusion.isEmpty();
    }

    @Override
    public char type() {
      return excludes() ? 'x' : primary ? 'p' : 'u';
    }

    @Override
    public Key withName(String name) {
      return new Key(oid, name, primary, columns, index, deferrable, initiallyDeferred, exclusion);
    }
  }

  /**
   * NOT NULL.
   *
   * @param notValidated rows that were there before may have a NULL
   * @param noInherit children do not get it
   * @param local whether the table declares it itself, not only a parent of it
   */
  record NotNull(
      int oid, String name, int column, boolean notValidated, boolean noInherit, boolean local)
      implements Constraint {
    @Override
    public char type() {
      return 'n';
    }

    @Override
    public List<Integer> columns() {
      return List.of(column);
    }

    @Override
    public boolean validated() {
      return !notValidated;
    }

    @Override
    public NotNull withName(String name) {
      return new NotNull(oid, name, column, notValidated, noInherit, local);
    }

    public NotNull asValidated() {
      return new NotNull(oid, name, column, false, noInherit, local);
    }

    public NotNull withLocal(boolean local) {
      return new NotNull(oid, name, column, notValidated, noInherit, local);
    }
  }

  /**
   * CHECK.
   *
   * @param expression SQL text
   * @param columns those that the expression reads
   * @param notEnforced NOT ENFORCED, which cannot be validated either
   * @param noInherit children do not get it
   */
  record Check(
      int oid,
      String name,
      String expression,
      List<Integer> columns,
      boolean validated,
      boolean notEnforced,
      boolean noInherit)
      implements Constraint {
    public Check {
      columns = List.copyOf(columns);
    }

    @Override
    public char type() {
      return 'c';
    }

    @Override
    public boolean enforced() {
      return !notEnforced;
    }

    @Override
    public Check withName(String name) {
      return new Check(oid, name, expression, columns, validated, notEnforced, noInherit);
    }

    public Check withExpression(String expression) {
      return new Check(oid, name, expression, columns, validated, notEnforced, noInherit);
    }

    public Check asValidated() {
      return new Check(oid, name, expression, columns, true, notEnforced, noInherit);
    }

    /** The same of another table, which has no rows yet. */
    public Check copyOfNewTable(int oid, List<Integer> columns) {
      return new Check(oid, name, expression, columns, !notEnforced, notEnforced, noInherit);
    }
  }

  /**
   * FOREIGN KEY, kept with the referencing table.
   *
   * @param target oid of the referenced table
   * @param targetColumns attnums there, one for each of {@code columns}
   * @param index oid of the referenced table's unique index
   * @param setColumns the columns of ON DELETE SET NULL/DEFAULT (columns); empty for all
   */
  record ForeignKey(
      int oid,
      String name,
      List<Integer> columns,
      int target,
      List<Integer> targetColumns,
      int index,
      Action onUpdate,
      Action onDelete,
      List<Integer> setColumns,
      boolean matchFull,
      boolean deferrable,
      boolean initiallyDeferred,
      boolean validated,
      boolean notEnforced)
      implements Constraint {
    public ForeignKey {
      columns = List.copyOf(columns);
      targetColumns = List.copyOf(targetColumns);
      setColumns = List.copyOf(setColumns);
    }

    @Override
    public char type() {
      return 'f';
    }

    @Override
    public boolean enforced() {
      return !notEnforced;
    }

    @Override
    public ForeignKey withName(String name) {
      return with(name, deferrable, initiallyDeferred, validated, notEnforced);
    }

    public ForeignKey asValidated() {
      return with(name, deferrable, initiallyDeferred, true, notEnforced);
    }

    public ForeignKey withDeferral(boolean deferrable, boolean initiallyDeferred) {
      return with(name, deferrable, initiallyDeferred, validated, notEnforced);
    }

    /** What is not enforced is not valid either. */
    public ForeignKey withEnforced(boolean enforced) {
      return with(name, deferrable, initiallyDeferred, enforced, !enforced);
    }

    private ForeignKey with(
        String name,
        boolean deferrable,
        boolean initiallyDeferred,
        boolean validated,
        boolean notEnforced) {
      return new ForeignKey(
          oid,
          name,
          columns,
          target,
          targetColumns,
          index,
          onUpdate,
          onDelete,
          setColumns,
          matchFull,
          deferrable,
          initiallyDeferred,
          validated,
          notEnforced);
    }
  }

  /** What happens to referencing rows; the code is pg_constraint.confupdtype. */
  enum Action {
    NO_ACTION('a', "NO ACTION"),
    RESTRICT('r', "RESTRICT"),
    CASCADE('c', "CASCADE"),
    SET_NULL('n', "SET NULL"),
    SET_DEFAULT('d', "SET DEFAULT");

    private final char code;
    private final String sql;

    Action(char code, String sql) {
      this.code = code;
      this.sql = sql;
    }

    public char code() {
      return code;
    }

    public String sql() {
      return sql;
    }

    public static Action of(char code) {
      for (Action action : values()) {
        if (action.code == code) {
          return action;
        }
      }
      throw new IllegalArgumentException(String.valueOf(code));
    }
  }
}
