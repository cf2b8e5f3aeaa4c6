package org.heapgres.planner.bind;

import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Statement;

/**
 * A statement whose every name and type is known. Plans are in the vocabulary of {@code
 * org.heapgres.planner.rel}, with sub-queries still in their expressions. Immutable.
 */
public sealed interface BoundStatement {
  /** What the statement returns; empty for a statement without result. */
  List<OutputColumn> columns();

  /** Evaluated once each, in this order; a later one may read the earlier. */
  List<BoundCte> ctes();

  /**
   * A query.
   *
   * @param plan gives exactly {@code columns}, in order
   * @param locking whether the plan has a {@link org.heapgres.planner.rel.PgLockRows}
   */
  record BoundQuery(RelNode plan, List<OutputColumn> columns, List<BoundCte> ctes, boolean locking)
      implements BoundStatement {
    public BoundQuery {
      columns = List.copyOf(columns);
      ctes = List.copyOf(ctes);
    }
  }

  /** A change of the table that the statement names, and perhaps of those that inherit from it. */
  sealed interface BoundChange extends BoundStatement {
    Table relation();

    /** A change for each table concerned, in the order in which they are made. */
    List<TableChange> parts();
  }

  /** A change of one table. */
  sealed interface TableChange extends BoundChange {
    @Override
    default List<TableChange> parts() {
      return List.of(this);
    }

    /**
     * What is to be changed; the columns are said at each kind of change. Defaults, coercions and
     * stored generated columns are in it already.
     */
    RelNode source();

    /**
     * The RETURNING list as a plan over one {@link org.heapgres.planner.rel.PgRowSource} of role
     * RETURNING: the table's columns before the change, after it (all NULL where there is no such
     * row), then the columns of {@link #source}. Null without RETURNING.
     */
    RelNode returning();

    /** What a row must be for the views that the statement reaches its table through. */
    List<ViewCheck> checks();

    /** What row security asks of the rows. */
    RowChecks security();
  }

  /**
   * Conditions on one row of a table that must all be true.
   *
   * @param plan a column for each condition, over one row of a {@link
   *     org.heapgres.planner.rel.PgRowSource} of role ROW
   * @param violations the message for each that is not met; 42501
   */
  record RowCheck(RelNode plan, List<String> violations) {
    public RowCheck {
      violations = List.copyOf(violations);
    }
  }

  /**
   * The conditions of a change; null where there is none.
   *
   * @param inserted on a row that INSERT is to write
   * @param updated on a row that UPDATE is to write
   * @param toUpdate on the row before, where it is no matter of what the source gives: ON CONFLICT
   *     and MERGE
   * @param toDelete on a row that MERGE is to delete
   */
  record RowChecks(RowCheck inserted, RowCheck updated, RowCheck toUpdate, RowCheck toDelete) {
    public static final RowChecks NONE = new RowChecks(null, null, null, null);

    /** With other plans for the same conditions. */
    RowChecks with(java.util.function.UnaryOperator<RelNode> change) {
      return new RowChecks(
          with(inserted, change),
          with(updated, change),
          with(toUpdate, change),
          with(toDelete, change));
    }

    private static RowCheck with(RowCheck check, java.util.function.UnaryOperator<RelNode> change) {
      return check == null ? null : new RowCheck(change.apply(check.plan), check.violations);
    }
  }

  /**
   * WITH CHECK OPTION: rows that are written must be among those that the view shows.
   *
   * @param passing over one {@link org.heapgres.planner.rel.PgRowSource} of role ROW, the table's
   *     columns: gives the row if it passes
   */
  record ViewCheck(String view, RelNode passing) {}

  /**
   * INSERT. The source's columns are all columns of the table, in order.
   *
   * @param onConflict null without ON CONFLICT
   */
  record BoundInsert(
      Table relation,
      RelNode source,
      OnConflict onConflict,
      List<ViewCheck> checks,
      RelNode returning,
      RowChecks security,
      List<OutputColumn> columns,
      List<BoundCte> ctes)
      implements TableChange {
    public BoundInsert {
      checks = List.copyOf(checks);
      columns = List.copyOf(columns);
      ctes = List.copyOf(ctes);
    }
  }

  /**
   * ON CONFLICT.
   *
   * @param arbiters the unique indexes whose conflicts are handled; empty stands for all of them
   *     (DO NOTHING without a target)
   * @param targets positions of the columns that DO UPDATE sets; empty for DO NOTHING
   * @param update null for DO NOTHING; else a plan over one row of {@link
   *     org.heapgres.planner.rel.PgRowSource} of role CONFLICT that gives the targets' new values,
   *     or no row where its WHERE says no
   */
  record OnConflict(List<Index> arbiters, List<Integer> targets, RelNode update) {
    public OnConflict {
      arbiters = List.copyOf(arbiters);
      targets = List.copyOf(targets);
    }
  }

  /**
   * UPDATE. The source's columns are the target's columns and its row key, then the columns of
   * FROM, then a new value for each of {@code targets}. A target row may come more than once: the
   * first counts.
   *
   * @param root the partitioned table that the statement names, into which rows go that leave their
   *     partition; null where it names {@code relation} or there are no partitions
   * @param targets positions of the columns to be set
   */
  record BoundUpdate(
      Table relation,
      Table root,
      RelNode source,
      List<Integer> targets,
      List<ViewCheck> checks,
      RelNode returning,
      RowChecks security,
      List<OutputColumn> columns,
      List<BoundCte> ctes)
      implements TableChange {
    public BoundUpdate {
      checks = List.copyOf(checks);
      targets = List.copyOf(targets);
      columns = List.copyOf(columns);
      ctes = List.copyOf(ctes);
    }
  }

  /**
   * MERGE. The source's columns are the target's columns and its row key, the source's columns and
   * whether there is a source row, the number of the action (-1 for none), then the values that the
   * actions need. A target row may be changed once.
   *
   * @param tableColumn where the source has the oid of the table that the target row is in, where
   *     that may be several; else -1
   * @param root the partitioned table into which rows go that leave their partition; null for none
   */
  record BoundMerge(
      Table relation,
      int tableColumn,
      Table root,
      RelNode source,
      int actionColumn,
      List<MergeAction> actions,
      List<ViewCheck> checks,
      RelNode returning,
      RowChecks security,
      List<OutputColumn> columns,
      List<BoundCte> ctes)
      implements TableChange {
    public BoundMerge {
      checks = List.copyOf(checks);
      actions = List.copyOf(actions);
      columns = List.copyOf(columns);
      ctes = List.copyOf(ctes);
    }
  }

  /** What a WHEN clause does; {@code offset} is the first of its values in the source's row. */
  sealed interface MergeAction {
    /** Sets the columns at {@code targets}. */
    record Update(List<Integer> targets, int offset) implements MergeAction {
      public Update {
        targets = List.copyOf(targets);
      }
    }

    record Delete() implements MergeAction {}

    /** A value for each column of the table. */
    record Insert(int offset) implements MergeAction {}

    record Nothing() implements MergeAction {}
  }

  /**
   * DELETE. The source's columns are the target's columns and its row key, then the columns of
   * USING. A target row may come more than once.
   */
  record BoundDelete(
      Table relation,
      RelNode source,
      RelNode returning,
      RowChecks security,
      List<OutputColumn> columns,
      List<BoundCte> ctes)
      implements TableChange {
    public BoundDelete {
      columns = List.copyOf(columns);
      ctes = List.copyOf(ctes);
    }

    @Override
    public List<ViewCheck> checks() {
      return List.of();
    }
  }

  /**
   * UPDATE, DELETE or MERGE of a table that others inherit from: the same change of each of them.
   * Of MERGE the first part is for rows that are in none of them, and all have the same source.
   */
  record BoundInherited(
      Table relation, List<TableChange> parts, List<OutputColumn> columns, List<BoundCte> ctes)
      implements BoundChange {
    public BoundInherited {
      parts = List.copyOf(parts);
      columns = List.copyOf(columns);
      ctes = List.copyOf(ctes);
    }
  }

  /** Anything but a query or a change of rows: carried out from its tree. */
  record BoundUtility(Statement tree, List<OutputColumn> columns) implements BoundStatement {
    public BoundUtility {
      columns = List.copyOf(columns);
    }

    @Override
    public List<BoundCte> ctes() {
      return List.of();
    }
  }
}
