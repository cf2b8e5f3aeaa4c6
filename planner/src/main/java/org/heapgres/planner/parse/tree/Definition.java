package org.heapgres.planner.parse.tree;

import java.util.List;
import org.heapgres.planner.parse.tree.Clause.SortByDir;
import org.heapgres.planner.parse.tree.Clause.SortByNulls;
import org.heapgres.planner.parse.tree.Expression.CollateClause;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;

/** The parts that statements defining objects are made of. */
public sealed interface Definition extends Node {

  enum ConstrType {
    CONSTR_NULL,
    CONSTR_NOTNULL,
    CONSTR_DEFAULT,
    CONSTR_IDENTITY,
    CONSTR_GENERATED,
    CONSTR_CHECK,
    CONSTR_PRIMARY,
    CONSTR_UNIQUE,
    CONSTR_EXCLUSION,
    CONSTR_FOREIGN,
    CONSTR_ATTR_DEFERRABLE,
    CONSTR_ATTR_NOT_DEFERRABLE,
    CONSTR_ATTR_DEFERRED,
    CONSTR_ATTR_IMMEDIATE,
    CONSTR_ATTR_ENFORCED,
    CONSTR_ATTR_NOT_ENFORCED
  }

  enum DefElemAction {
    DEFELEM_UNSPEC,
    DEFELEM_SET,
    DEFELEM_ADD,
    DEFELEM_DROP
  }

  enum PartitionStrategy {
    PARTITION_STRATEGY_LIST,
    PARTITION_STRATEGY_RANGE,
    PARTITION_STRATEGY_HASH
  }

  enum PartitionRangeDatumKind {
    PARTITION_RANGE_DATUM_MINVALUE,
    PARTITION_RANGE_DATUM_VALUE,
    PARTITION_RANGE_DATUM_MAXVALUE
  }

  enum RoleSpecType {
    ROLESPEC_CSTRING,
    ROLESPEC_CURRENT_ROLE,
    ROLESPEC_CURRENT_USER,
    ROLESPEC_SESSION_USER,
    ROLESPEC_PUBLIC
  }

  enum FunctionParameterMode {
    FUNC_PARAM_IN,
    FUNC_PARAM_OUT,
    FUNC_PARAM_INOUT,
    FUNC_PARAM_VARIADIC,
    FUNC_PARAM_TABLE,
    FUNC_PARAM_DEFAULT
  }

  enum PublicationObjSpecType {
    PUBLICATIONOBJ_TABLE,
    PUBLICATIONOBJ_TABLES_IN_SCHEMA,
    PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA,
    PUBLICATIONOBJ_CONTINUATION
  }

  enum DropBehavior {
    DROP_RESTRICT,
    DROP_CASCADE
  }

  enum AlterTableType {
    AT_AddColumn,
    AT_AddColumnToView,
    AT_ColumnDefault,
    AT_CookedColumnDefault,
    AT_DropNotNull,
    AT_SetNotNull,
    AT_SetExpression,
    AT_DropExpression,
    AT_SetStatistics,
    AT_SetOptions,
    AT_ResetOptions,
    AT_SetStorage,
    AT_SetCompression,
    AT_DropColumn,
    AT_AddIndex,
    AT_ReAddIndex,
    AT_AddConstraint,
    AT_ReAddConstraint,
    AT_ReAddDomainConstraint,
    AT_AlterConstraint,
    AT_ValidateConstraint,
    AT_AddIndexConstraint,
    AT_DropConstraint,
    AT_ReAddComment,
    AT_AlterColumnType,
    AT_AlterColumnGenericOptions,
    AT_ChangeOwner,
    AT_ClusterOn,
    AT_DropCluster,
    AT_SetLogged,
    AT_SetUnLogged,
    AT_DropOids,
    AT_SetAccessMethod,
    AT_SetTableSpace,
    AT_SetRelOptions,
    AT_ResetRelOptions,
    AT_ReplaceRelOptions,
    AT_EnableTrig,
    AT_EnableAlwaysTrig,
    AT_EnableReplicaTrig,
    AT_DisableTrig,
    AT_EnableTrigAll,
    AT_DisableTrigAll,
    AT_EnableTrigUser,
    AT_DisableTrigUser,
    AT_EnableRule,
    AT_EnableAlwaysRule,
    AT_EnableReplicaRule,
    AT_DisableRule,
    AT_AddInherit,
    AT_DropInherit,
    AT_AddOf,
    AT_DropOf,
    AT_ReplicaIdentity,
    AT_EnableRowSecurity,
    AT_DisableRowSecurity,
    AT_ForceRowSecurity,
    AT_NoForceRowSecurity,
    AT_GenericOptions,
    AT_AttachPartition,
    AT_DetachPartition,
    AT_DetachPartitionFinalize,
    AT_AddIdentity,
    AT_SetIdentity,
    AT_DropIdentity
  }

  /**
   * A type's name with its modifiers. {@code arrayBounds} has one entry for each pair of brackets,
   * -1 where no size was written.
   */
  record TypeName(
      List<String> names,
      boolean setof,
      boolean pctType,
      List<Expression> typmods,
      List<Integer> arrayBounds,
      int location)
      implements Definition {

    public TypeName withSetof() {
      return new TypeName(names, true, pctType, typmods, arrayBounds, location);
    }

    public TypeName withLocation(int newLocation) {
      return new TypeName(names, setof, pctType, typmods, arrayBounds, newLocation);
    }

    public TypeName withArrayBounds(List<Integer> bounds) {
      return new TypeName(names, setof, pctType, typmods, bounds, location);
    }
  }

  /** A column of a table, of a composite type or of a function's row type. */
  record ColumnDef(
      String colname,
      TypeName typeName,
      String compression,
      String storageName,
      Expression rawDefault,
      CollateClause collClause,
      List<Constraint> constraints,
      List<DefElem> fdwoptions,
      int location)
      implements Definition {
    public ColumnDef withConstraints(List<Constraint> constraints) {
      return new ColumnDef(
          colname,
          typeName,
          compression,
          storageName,
          rawDefault,
          collClause,
          constraints,
          fdwoptions,
          location);
    }
  }

  /**
   * A column's or table's constraint; {@code contype} says which fields have a meaning. A trailing
   * {@code NOT VALID}, {@code DEFERRABLE} and so on is folded in for table constraints and is a
   * constraint of its own (CONSTR_ATTR_...) for columns.
   */
  record Constraint(
      ConstrType contype,
      String conname,
      boolean deferrable,
      boolean initdeferred,
      boolean isEnforced,
      boolean skipValidation,
      boolean initiallyValid,
      boolean isNoInherit,
      Expression rawExpr,
      char generatedWhen,
      char generatedKind,
      boolean nullsNotDistinct,
      List<String> keys,
      boolean withoutOverlaps,
      List<String> including,
      List<Exclusion> exclusions,
      List<DefElem> options,
      String indexname,
      String indexspace,
      String accessMethod,
      Expression whereClause,
      RangeVar pktable,
      List<String> fkAttrs,
      List<String> pkAttrs,
      boolean fkWithPeriod,
      boolean pkWithPeriod,
      char fkMatchtype,
      char fkUpdAction,
      char fkDelAction,
      List<String> fkDelSetCols,
      int location)
      implements Definition {
    /** The same constraint under a name. */
    public Constraint withName(String name) {
      return with(name, deferrable, initdeferred, isEnforced);
    }

    public Constraint withDeferral(boolean deferrable, boolean initiallyDeferred) {
      return with(conname, deferrable, initiallyDeferred, isEnforced);
    }

    public Constraint withEnforced(boolean enforced) {
      return with(conname, deferrable, initdeferred, enforced);
    }

    private Constraint with(
        String conname, boolean deferrable, boolean initdeferred, boolean isEnforced) {
      return new Constraint(
          contype,
          conname,
          deferrable,
          initdeferred,
          isEnforced,
          skipValidation || !isEnforced,
          initiallyValid && isEnforced,
          isNoInherit,
          rawExpr,
          generatedWhen,
          generatedKind,
          nullsNotDistinct,
          keys,
          withoutOverlaps,
          including,
          exclusions,
          options,
          indexname,
          indexspace,
          accessMethod,
          whereClause,
          pktable,
          fkAttrs,
          pkAttrs,
          fkWithPeriod,
          pkWithPeriod,
          fkMatchtype,
          fkUpdAction,
          fkDelAction,
          fkDelSetCols,
          location);
    }
  }

  /** {@code elem WITH operator} of EXCLUDE. */
  record Exclusion(IndexElem elem, List<String> operator) {}

  /** A named option; {@code arg} is null, a value, a type name, a list or an expression. */
  record DefElem(
      String defnamespace, String defname, Node arg, DefElemAction defaction, int location)
      implements Definition {}

  /** {@code options} is a set of the {@code CREATE_TABLE_LIKE_...} bits. */
  record TableLikeClause(RangeVar relation, int options) implements Definition {
    public static final int CREATE_TABLE_LIKE_COMMENTS = 1;
    public static final int CREATE_TABLE_LIKE_COMPRESSION = 1 << 1;
    public static final int CREATE_TABLE_LIKE_CONSTRAINTS = 1 << 2;
    public static final int CREATE_TABLE_LIKE_DEFAULTS = 1 << 3;
    public static final int CREATE_TABLE_LIKE_GENERATED = 1 << 4;
    public static final int CREATE_TABLE_LIKE_IDENTITY = 1 << 5;
    public static final int CREATE_TABLE_LIKE_INDEXES = 1 << 6;
    public static final int CREATE_TABLE_LIKE_STATISTICS = 1 << 7;
    public static final int CREATE_TABLE_LIKE_STORAGE = 1 << 8;
    public static final int CREATE_TABLE_LIKE_ALL = Integer.MAX_VALUE;
  }

  /** A column ({@code name}) or expression of an index, or of ON CONFLICT's target. */
  record IndexElem(
      String name,
      Expression expr,
      List<String> collation,
      List<String> opclass,
      List<DefElem> opclassopts,
      SortByDir ordering,
      SortByNulls nullsOrdering)
      implements Definition {}

  record PartitionElem(
      String name, Expression expr, List<String> collation, List<String> opclass, int location)
      implements Definition {}

  record PartitionSpec(PartitionStrategy strategy, List<PartitionElem> partParams, int location)
      implements Definition {}

  /** {@code strategy} is {@code h}, {@code l} or {@code r}; the bounds are unparsed expressions. */
  record PartitionBoundSpec(
      char strategy,
      boolean isDefault,
      int modulus,
      int remainder,
      List<Expression> listdatums,
      List<Expression> lowerdatums,
      List<Expression> upperdatums,
      int location)
      implements Definition {}

  record PartitionCmd(RangeVar name, PartitionBoundSpec bound, boolean concurrent)
      implements Definition {}

  record RoleSpec(RoleSpecType roletype, String rolename, int location) implements Definition {}

  record AlterTableCmd(
      AlterTableType subtype,
      String name,
      int num,
      RoleSpec newowner,
      Node def,
      DropBehavior behavior,
      boolean missingOk,
      boolean recurse)
      implements Definition {
    public AlterTableCmd withDefinition(Node definition) {
      return new AlterTableCmd(
          subtype, name, num, newowner, definition, behavior, missingOk, recurse);
    }

    public AlterTableCmd withTarget(AlterTableType subtype, String name) {
      return new AlterTableCmd(subtype, name, num, newowner, def, behavior, missingOk, recurse);
    }
  }

  record ATAlterConstraint(
      String conname,
      boolean alterEnforceability,
      boolean isEnforced,
      boolean alterDeferrability,
      boolean deferrable,
      boolean initdeferred,
      boolean alterInheritability,
      boolean noinherit)
      implements Definition {}

  record ReplicaIdentityStmt(char identityType, String name) implements Definition {}

  /** A function or operator with the types that tell it from its namesakes; null is NONE. */
  record ObjectWithArgs(
      List<String> objname,
      List<TypeName> objargs,
      List<FunctionParameter> objfuncargs,
      boolean argsUnspecified)
      implements Definition {}

  /** {@code privName} null is ALL. */
  record AccessPriv(String privName, List<String> cols) implements Definition {}

  record FunctionParameter(
      String name, TypeName argType, FunctionParameterMode mode, Expression defexpr, int location)
      implements Definition {}

  /** {@code itemtype} is one of the {@code OPCLASS_ITEM_...} numbers. */
  record CreateOpClassItem(
      int itemtype,
      ObjectWithArgs name,
      int number,
      List<String> orderFamily,
      List<TypeName> classArgs,
      TypeName storedtype)
      implements Definition {
    public static final int OPCLASS_ITEM_OPERATOR = 1;
    public static final int OPCLASS_ITEM_FUNCTION = 2;
    public static final int OPCLASS_ITEM_STORAGETYPE = 3;
  }

  record StatsElem(String name, Expression expr) implements Definition {}

  record VacuumRelation(RangeVar relation, List<String> vaCols) implements Definition {}

  record PublicationTable(RangeVar relation, Expression whereClause, List<String> columns)
      implements Definition {}

  record PublicationObjSpec(
      PublicationObjSpecType pubobjtype, String name, PublicationTable pubtable, int location)
      implements Definition {}
}
