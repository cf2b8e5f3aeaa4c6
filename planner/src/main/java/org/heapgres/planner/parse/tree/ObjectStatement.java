package org.heapgres.planner.parse.tree;

import java.util.List;
import org.heapgres.planner.parse.tree.Clause.CmdType;
import org.heapgres.planner.parse.tree.Clause.TriggerTransition;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Definition.Constraint;
import org.heapgres.planner.parse.tree.Definition.CreateOpClassItem;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.FunctionParameter;
import org.heapgres.planner.parse.tree.Definition.ObjectWithArgs;
import org.heapgres.planner.parse.tree.Definition.PublicationObjSpec;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression.CollateClause;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.UtilityStatement.VariableSetStmt;

/**
 * Statements that define, alter and drop objects other than relations, and those for any object.
 */
public sealed interface ObjectStatement extends Statement {

  enum ObjectType {
    OBJECT_ACCESS_METHOD,
    OBJECT_AGGREGATE,
    OBJECT_AMOP,
    OBJECT_AMPROC,
    OBJECT_ATTRIBUTE,
    OBJECT_CAST,
    OBJECT_COLUMN,
    OBJECT_COLLATION,
    OBJECT_CONVERSION,
    OBJECT_DATABASE,
    OBJECT_DEFAULT,
    OBJECT_DEFACL,
    OBJECT_DOMAIN,
    OBJECT_DOMCONSTRAINT,
    OBJECT_EVENT_TRIGGER,
    OBJECT_EXTENSION,
    OBJECT_FDW,
    OBJECT_FOREIGN_SERVER,
    OBJECT_FOREIGN_TABLE,
    OBJECT_FUNCTION,
    OBJECT_INDEX,
    OBJECT_LANGUAGE,
    OBJECT_LARGEOBJECT,
    OBJECT_MATVIEW,
    OBJECT_MODULE,
    OBJECT_OPCLASS,
    OBJECT_OPERATOR,
    OBJECT_OPFAMILY,
    OBJECT_PARAMETER_ACL,
    OBJECT_POLICY,
    OBJECT_PROCEDURE,
    OBJECT_PUBLICATION,
    OBJECT_PUBLICATION_NAMESPACE,
    OBJECT_PUBLICATION_REL,
    OBJECT_ROLE,
    OBJECT_ROUTINE,
    OBJECT_RULE,
    OBJECT_SCHEMA,
    OBJECT_SEQUENCE,
    OBJECT_SUBSCRIPTION,
    OBJECT_STATISTIC_EXT,
    OBJECT_TABCONSTRAINT,
    OBJECT_TABLE,
    OBJECT_TABLESPACE,
    OBJECT_TRANSFORM,
    OBJECT_TRIGGER,
    OBJECT_TSCONFIGURATION,
    OBJECT_TSDICTIONARY,
    OBJECT_TSPARSER,
    OBJECT_TSTEMPLATE,
    OBJECT_TYPE,
    OBJECT_USER_MAPPING,
    OBJECT_VIEW
  }

  enum CoercionContext {
    COERCION_IMPLICIT,
    COERCION_ASSIGNMENT,
    COERCION_PLPGSQL,
    COERCION_EXPLICIT
  }

  enum ImportForeignSchemaType {
    FDW_IMPORT_SCHEMA_ALL,
    FDW_IMPORT_SCHEMA_LIMIT_TO,
    FDW_IMPORT_SCHEMA_EXCEPT
  }

  enum AlterTSConfigType {
    ALTER_TSCONFIG_ADD_MAPPING,
    ALTER_TSCONFIG_ALTER_MAPPING_FOR_TOKEN,
    ALTER_TSCONFIG_REPLACE_DICT,
    ALTER_TSCONFIG_REPLACE_DICT_FOR_TOKEN,
    ALTER_TSCONFIG_DROP_MAPPING
  }

  enum AlterPublicationAction {
    AP_AddObjects,
    AP_DropObjects,
    AP_SetObjects
  }

  enum AlterSubscriptionType {
    ALTER_SUBSCRIPTION_OPTIONS,
    ALTER_SUBSCRIPTION_CONNECTION,
    ALTER_SUBSCRIPTION_SET_PUBLICATION,
    ALTER_SUBSCRIPTION_ADD_PUBLICATION,
    ALTER_SUBSCRIPTION_DROP_PUBLICATION,
    ALTER_SUBSCRIPTION_REFRESH,
    ALTER_SUBSCRIPTION_ENABLED,
    ALTER_SUBSCRIPTION_SKIP
  }

  // Any object.

  /** Each object is a name, a list of names, a type or a function with its arguments. */
  record DropStmt(
      List<Node> objects,
      ObjectType removeType,
      DropBehavior behavior,
      boolean missingOk,
      boolean concurrent)
      implements ObjectStatement {}

  /** {@code comment} null removes it. */
  record CommentStmt(ObjectType objtype, Node object, String comment) implements ObjectStatement {}

  record SecLabelStmt(ObjectType objtype, Node object, String provider, String label)
      implements ObjectStatement {}

  /** {@code relationType} is the relation's kind where a part of one is renamed. */
  record RenameStmt(
      ObjectType renameType,
      ObjectType relationType,
      RangeVar relation,
      Node object,
      String subname,
      String newname,
      DropBehavior behavior,
      boolean missingOk)
      implements ObjectStatement {}

  record AlterObjectDependsStmt(
      ObjectType objectType, RangeVar relation, Node object, String extname, boolean remove)
      implements ObjectStatement {}

  record AlterObjectSchemaStmt(
      ObjectType objectType, RangeVar relation, Node object, String newschema, boolean missingOk)
      implements ObjectStatement {}

  record AlterOwnerStmt(ObjectType objectType, RangeVar relation, Node object, RoleSpec newowner)
      implements ObjectStatement {}

  // Schemas, databases, tablespaces, extensions.

  record CreateSchemaStmt(
      String schemaname, RoleSpec authrole, List<Statement> schemaElts, boolean ifNotExists)
      implements ObjectStatement {}

  record CreatedbStmt(String dbname, List<DefElem> options) implements ObjectStatement {}

  record AlterDatabaseStmt(String dbname, List<DefElem> options) implements ObjectStatement {}

  record AlterDatabaseRefreshCollStmt(String dbname) implements ObjectStatement {}

  record AlterDatabaseSetStmt(String dbname, VariableSetStmt setstmt) implements ObjectStatement {}

  record DropdbStmt(String dbname, boolean missingOk, List<DefElem> options)
      implements ObjectStatement {}

  /** {@code directory} is PostgreSQL's field {@code location}. */
  record CreateTableSpaceStmt(
      String tablespacename, RoleSpec owner, String directory, List<DefElem> options)
      implements ObjectStatement {}

  record DropTableSpaceStmt(String tablespacename, boolean missingOk) implements ObjectStatement {}

  record AlterTableSpaceOptionsStmt(String tablespacename, List<DefElem> options, boolean isReset)
      implements ObjectStatement {}

  record CreateExtensionStmt(String extname, boolean ifNotExists, List<DefElem> options)
      implements ObjectStatement {}

  /** Heapgres's own. {@code name} may begin with a schema. */
  record CreateModuleStmt(List<String> name, boolean replace, String source)
      implements ObjectStatement {}

  record AlterExtensionStmt(String extname, List<DefElem> options) implements ObjectStatement {}

  /** {@code action} is 1 for ADD, -1 for DROP. */
  record AlterExtensionContentsStmt(String extname, int action, ObjectType objtype, Node object)
      implements ObjectStatement {}

  // Types.

  /** CREATE AGGREGATE, OPERATOR, TYPE, TEXT SEARCH ... and COLLATION: a name and definitions. */
  record DefineStmt(
      ObjectType kind,
      boolean oldstyle,
      List<String> defnames,
      AggregateArguments args,
      List<DefElem> definition,
      boolean ifNotExists,
      boolean replace)
      implements ObjectStatement {}

  /** {@code numDirectArgs} is -1 unless there is an ORDER BY among the arguments. */
  record AggregateArguments(List<FunctionParameter> parameters, int numDirectArgs) {}

  record CompositeTypeStmt(RangeVar typevar, List<ColumnDef> coldeflist)
      implements ObjectStatement {}

  record CreateEnumStmt(List<String> typeName, List<String> vals) implements ObjectStatement {}

  record CreateRangeStmt(List<String> typeName, List<DefElem> params) implements ObjectStatement {}

  /** Renames {@code oldVal}, or adds {@code newVal} where that is null. */
  record AlterEnumStmt(
      List<String> typeName,
      String oldVal,
      String newVal,
      String newValNeighbor,
      boolean newValIsAfter,
      boolean skipIfNewValExists)
      implements ObjectStatement {}

  record AlterTypeStmt(List<String> typeName, List<DefElem> options) implements ObjectStatement {}

  record CreateDomainStmt(
      List<String> domainname,
      TypeName typeName,
      CollateClause collClause,
      List<Constraint> constraints)
      implements ObjectStatement {}

  /**
   * {@code subtype}: {@code T} default, {@code N} drop not null, {@code O} set not null, {@code C}
   * add constraint, {@code X} drop constraint, {@code V} validate constraint.
   */
  record AlterDomainStmt(
      char subtype,
      List<String> typeName,
      String name,
      Node def,
      DropBehavior behavior,
      boolean missingOk)
      implements ObjectStatement {}

  record AlterCollationStmt(List<String> collname) implements ObjectStatement {}

  record CreateConversionStmt(
      List<String> conversionName,
      String forEncodingName,
      String toEncodingName,
      List<String> funcName,
      boolean def)
      implements ObjectStatement {}

  /** {@code func} null is WITHOUT FUNCTION, or WITH INOUT where {@code inout} says so. */
  record CreateCastStmt(
      TypeName sourcetype,
      TypeName targettype,
      ObjectWithArgs func,
      CoercionContext context,
      boolean inout)
      implements ObjectStatement {}

  record CreateTransformStmt(
      boolean replace, TypeName typeName, String lang, ObjectWithArgs fromsql, ObjectWithArgs tosql)
      implements ObjectStatement {}

  // Functions and operators.

  /** {@code sqlBody} is a RETURN or a list holding the statements of BEGIN ATOMIC. */
  record CreateFunctionStmt(
      boolean isProcedure,
      boolean replace,
      List<String> funcname,
      List<FunctionParameter> parameters,
      TypeName returnType,
      List<DefElem> options,
      Node sqlBody)
      implements ObjectStatement {}

  record AlterFunctionStmt(ObjectType objtype, ObjectWithArgs func, List<DefElem> actions)
      implements ObjectStatement {}

  record AlterOperatorStmt(ObjectWithArgs opername, List<DefElem> options)
      implements ObjectStatement {}

  record CreateOpClassStmt(
      List<String> opclassname,
      List<String> opfamilyname,
      String amname,
      TypeName datatype,
      List<CreateOpClassItem> items,
      boolean isDefault)
      implements ObjectStatement {}

  record CreateOpFamilyStmt(List<String> opfamilyname, String amname) implements ObjectStatement {}

  record AlterOpFamilyStmt(
      List<String> opfamilyname, String amname, boolean isDrop, List<CreateOpClassItem> items)
      implements ObjectStatement {}

  record CreateAmStmt(String amname, List<String> handlerName, char amtype)
      implements ObjectStatement {}

  record CreatePLangStmt(
      boolean replace,
      String plname,
      List<String> plhandler,
      List<String> plinline,
      List<String> plvalidator,
      boolean pltrusted)
      implements ObjectStatement {}

  // Triggers, rules, policies.

  /** {@code timing} and {@code events} are sets of the {@code TRIGGER_TYPE_...} bits. */
  record CreateTrigStmt(
      boolean replace,
      boolean isconstraint,
      String trigname,
      RangeVar relation,
      List<String> funcname,
      List<String> args,
      boolean row,
      int timing,
      int events,
      List<String> columns,
      Expression whenClause,
      List<TriggerTransition> transitionRels,
      boolean deferrable,
      boolean initdeferred,
      RangeVar constrrel)
      implements ObjectStatement {
    public static final int TRIGGER_TYPE_BEFORE = 1 << 1;
    public static final int TRIGGER_TYPE_INSERT = 1 << 2;
    public static final int TRIGGER_TYPE_DELETE = 1 << 3;
    public static final int TRIGGER_TYPE_UPDATE = 1 << 4;
    public static final int TRIGGER_TYPE_TRUNCATE = 1 << 5;
    public static final int TRIGGER_TYPE_INSTEAD = 1 << 6;
  }

  record CreateEventTrigStmt(
      String trigname, String eventname, List<DefElem> whenclause, List<String> funcname)
      implements ObjectStatement {}

  /**
   * {@code tgenabled}: {@code O} enabled, {@code R} replica, {@code A} always, {@code D} disabled.
   */
  record AlterEventTrigStmt(String trigname, char tgenabled) implements ObjectStatement {}

  record RuleStmt(
      RangeVar relation,
      String rulename,
      Expression whereClause,
      CmdType event,
      boolean instead,
      List<Statement> actions,
      boolean replace)
      implements ObjectStatement {}

  record CreatePolicyStmt(
      String policyName,
      RangeVar table,
      String cmdName,
      boolean permissive,
      List<RoleSpec> roles,
      Expression qual,
      Expression withCheck)
      implements ObjectStatement {}

  record AlterPolicyStmt(
      String policyName,
      RangeVar table,
      List<RoleSpec> roles,
      Expression qual,
      Expression withCheck)
      implements ObjectStatement {}

  // Text search.

  record AlterTSDictionaryStmt(List<String> dictname, List<DefElem> options)
      implements ObjectStatement {}

  record AlterTSConfigurationStmt(
      AlterTSConfigType kind,
      List<String> cfgname,
      List<String> tokentype,
      List<List<String>> dicts,
      boolean override,
      boolean replace,
      boolean missingOk)
      implements ObjectStatement {}

  // Foreign data.

  record CreateFdwStmt(String fdwname, List<DefElem> funcOptions, List<DefElem> options)
      implements ObjectStatement {}

  record AlterFdwStmt(String fdwname, List<DefElem> funcOptions, List<DefElem> options)
      implements ObjectStatement {}

  record CreateForeignServerStmt(
      String servername,
      String servertype,
      String version,
      String fdwname,
      boolean ifNotExists,
      List<DefElem> options)
      implements ObjectStatement {}

  record AlterForeignServerStmt(
      String servername, String version, List<DefElem> options, boolean hasVersion)
      implements ObjectStatement {}

  record CreateUserMappingStmt(
      RoleSpec user, String servername, boolean ifNotExists, List<DefElem> options)
      implements ObjectStatement {}

  record AlterUserMappingStmt(RoleSpec user, String servername, List<DefElem> options)
      implements ObjectStatement {}

  record DropUserMappingStmt(RoleSpec user, String servername, boolean missingOk)
      implements ObjectStatement {}

  record ImportForeignSchemaStmt(
      String serverName,
      String remoteSchema,
      String localSchema,
      ImportForeignSchemaType listType,
      List<RangeVar> tableList,
      List<DefElem> options)
      implements ObjectStatement {}

  // Logical replication.

  record CreatePublicationStmt(
      String pubname,
      List<DefElem> options,
      List<PublicationObjSpec> pubobjects,
      boolean forAllTables)
      implements ObjectStatement {}

  record AlterPublicationStmt(
      String pubname,
      List<DefElem> options,
      List<PublicationObjSpec> pubobjects,
      AlterPublicationAction action)
      implements ObjectStatement {}

  record CreateSubscriptionStmt(
      String subname, String conninfo, List<String> publication, List<DefElem> options)
      implements ObjectStatement {}

  record AlterSubscriptionStmt(
      AlterSubscriptionType kind,
      String subname,
      String conninfo,
      List<String> publication,
      List<DefElem> options)
      implements ObjectStatement {}

  record DropSubscriptionStmt(String subname, boolean missingOk, DropBehavior behavior)
      implements ObjectStatement {}
}
