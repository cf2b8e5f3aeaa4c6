package org.heapgres.planner.parse.tree;

import java.util.List;
import org.heapgres.planner.parse.tree.Clause.IntoClause;
import org.heapgres.planner.parse.tree.Clause.OnCommitAction;
import org.heapgres.planner.parse.tree.Definition.AlterTableCmd;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.IndexElem;
import org.heapgres.planner.parse.tree.Definition.PartitionBoundSpec;
import org.heapgres.planner.parse.tree.Definition.PartitionSpec;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Definition.StatsElem;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;

/** Statements that define tables, views, indexes, sequences and statistics. */
public sealed interface RelationStatement extends Statement {

  enum ViewCheckOption {
    NO_CHECK_OPTION,
    LOCAL_CHECK_OPTION,
    CASCADED_CHECK_OPTION
  }

  /** {@code tableElts} are column definitions, constraints and LIKE clauses. */
  record CreateStmt(
      RangeVar relation,
      List<Definition> tableElts,
      List<RangeVar> inhRelations,
      PartitionBoundSpec partbound,
      PartitionSpec partspec,
      TypeName ofTypename,
      List<DefElem> options,
      OnCommitAction oncommit,
      String tablespacename,
      String accessMethod,
      boolean ifNotExists)
      implements RelationStatement {}

  record CreateForeignTableStmt(CreateStmt base, String servername, List<DefElem> options)
      implements RelationStatement {}

  /** {@code query} is a SELECT or an EXECUTE; {@code objtype} a table or a materialized view. */
  record CreateTableAsStmt(
      Statement query,
      IntoClause into,
      ObjectType objtype,
      boolean isSelectInto,
      boolean ifNotExists)
      implements RelationStatement {}

  record ViewStmt(
      RangeVar view,
      List<String> aliases,
      Statement query,
      boolean replace,
      List<DefElem> options,
      ViewCheckOption withCheckOption)
      implements RelationStatement {}

  record RefreshMatViewStmt(boolean concurrent, boolean skipData, RangeVar relation)
      implements RelationStatement {}

  record IndexStmt(
      String idxname,
      RangeVar relation,
      String accessMethod,
      String tableSpace,
      List<IndexElem> indexParams,
      List<IndexElem> indexIncludingParams,
      List<DefElem> options,
      Expression whereClause,
      boolean unique,
      boolean nullsNotDistinct,
      boolean concurrent,
      boolean ifNotExists)
      implements RelationStatement {}

  record CreateSeqStmt(RangeVar sequence, List<DefElem> options, boolean ifNotExists)
      implements RelationStatement {}

  record AlterSeqStmt(RangeVar sequence, List<DefElem> options, boolean missingOk)
      implements RelationStatement {}

  /** {@code objtype} tells tables from indexes, views, sequences, composite types and so on. */
  record AlterTableStmt(
      RangeVar relation, List<AlterTableCmd> cmds, ObjectType objtype, boolean missingOk)
      implements RelationStatement {}

  record AlterTableMoveAllStmt(
      String origTablespacename,
      ObjectType objtype,
      List<RoleSpec> roles,
      String newTablespacename,
      boolean nowait)
      implements RelationStatement {}

  record TruncateStmt(List<RangeVar> relations, boolean restartSeqs, DropBehavior behavior)
      implements RelationStatement {}

  record CreateStatsStmt(
      List<String> defnames,
      List<String> statTypes,
      List<StatsElem> exprs,
      List<TableReference> relations,
      boolean ifNotExists)
      implements RelationStatement {}

  /** {@code stxstattarget} null is DEFAULT. */
  record AlterStatsStmt(List<String> defnames, Value.IntegerValue stxstattarget, boolean missingOk)
      implements RelationStatement {}
}
