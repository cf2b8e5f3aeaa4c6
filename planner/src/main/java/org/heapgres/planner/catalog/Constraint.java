package org.heapgres.planner.catalog;

import java.util.List;

/** A table constraint; columns are attnums. NOT NULL is on the column itself. */
public sealed interface Constraint {
  int oid();

  String name();

  /** pg_constraint.contype. */
  char type();

  /** The constrained columns, in the constraint's order. */
  List<Integer> columns();

  /** Whether its checks can wait for the end of the transaction. */
  default boolean deferrable() {
    return false;
  }

  default boolean initiallyDeferred() {
    return false;
  }

  /**
   * PRIMARY KEY or UNIQUE, enforced by the index of that oid. The index of a deferrable one is not
   * unique, since it holds rows whose keys are equal for a while.
   */
  record Key(
      int oid,
      String name,
      boolean primary,
      List<Integer> columns,
      int index,
      boolean deferrable,
      boolean initiallyDeferred)
      implements Constraint {
    public Key {
      columns = List.copyOf(columns);
    }

    @Override
    public char type() {
      return primary ? 'p' : 'u';
    }
  }

  /**
   * CHECK.
   *
   * @param expression SQL text
   * @param columns those that the expression reads
   */
  record Check(int oid, String name, String expression, List<Integer> columns, boolean validated)
      implements Constraint {
    public Check {
      columns = List.copyOf(columns);
    }

    @Override
    public char type() {
      return 'c';
    }

    public Check withExpression(String expression) {
      return new Check(oid, name, expression, columns, validated);
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
      boolean validated)
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

    public ForeignKey asValidated() {
      return with(deferrable, initiallyDeferred, true);
    }

    public ForeignKey withDeferral(boolean deferrable, boolean initiallyDeferred) {
      return with(deferrable, initiallyDeferred, validated);
    }

    private ForeignKey with(boolean deferrable, boolean initiallyDeferred, boolean validated) {
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
          validated);
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
