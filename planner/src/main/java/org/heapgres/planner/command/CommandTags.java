package org.heapgres.planner.command;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.heapgres.planner.parse.tree.AccessStatement;
import org.heapgres.planner.parse.tree.ObjectStatement;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.RelationStatement;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.UtilityStatement;

/** PostgreSQL's command tags: what CommandComplete says, and how messages name a statement. */
public final class CommandTags {
  private static final Map<Class<? extends Statement>, String> FIXED = new HashMap<>();

  private static final Set<ObjectType> TABLE_LIKE =
      Set.of(ObjectType.OBJECT_COLUMN, ObjectType.OBJECT_TABCONSTRAINT);

  private static final Map<ObjectType, String> OBJECTS =
      Map.ofEntries(
          Map.entry(ObjectType.OBJECT_MATVIEW, "MATERIALIZED VIEW"),
          Map.entry(ObjectType.OBJECT_OPCLASS, "OPERATOR CLASS"),
          Map.entry(ObjectType.OBJECT_OPFAMILY, "OPERATOR FAMILY"),
          Map.entry(ObjectType.OBJECT_FDW, "FOREIGN DATA WRAPPER"),
          Map.entry(ObjectType.OBJECT_FOREIGN_SERVER, "SERVER"),
          Map.entry(ObjectType.OBJECT_STATISTIC_EXT, "STATISTICS"),
          Map.entry(ObjectType.OBJECT_TSCONFIGURATION, "TEXT SEARCH CONFIGURATION"),
          Map.entry(ObjectType.OBJECT_TSDICTIONARY, "TEXT SEARCH DICTIONARY"),
          Map.entry(ObjectType.OBJECT_TSPARSER, "TEXT SEARCH PARSER"),
          Map.entry(ObjectType.OBJECT_TSTEMPLATE, "TEXT SEARCH TEMPLATE"),
          Map.entry(ObjectType.OBJECT_LARGEOBJECT, "LARGE OBJECT"),
          Map.entry(ObjectType.OBJECT_DOMCONSTRAINT, "DOMAIN"),
          Map.entry(ObjectType.OBJECT_ATTRIBUTE, "TYPE"));

  static {
    FIXED.put(Statement.SelectStmt.class, "SELECT");
    FIXED.put(Statement.InsertStmt.class, "INSERT");
    FIXED.put(Statement.UpdateStmt.class, "UPDATE");
    FIXED.put(Statement.DeleteStmt.class, "DELETE");
    FIXED.put(Statement.MergeStmt.class, "MERGE");
    FIXED.put(RelationStatement.CreateStmt.class, "CREATE TABLE");
    FIXED.put(RelationStatement.CreateForeignTableStmt.class, "CREATE FOREIGN TABLE");
    FIXED.put(RelationStatement.ViewStmt.class, "CREATE VIEW");
    FIXED.put(RelationStatement.RefreshMatViewStmt.class, "REFRESH MATERIALIZED VIEW");
    FIXED.put(RelationStatement.IndexStmt.class, "CREATE INDEX");
    FIXED.put(RelationStatement.CreateSeqStmt.class, "CREATE SEQUENCE");
    FIXED.put(RelationStatement.AlterSeqStmt.class, "ALTER SEQUENCE");
    FIXED.put(RelationStatement.AlterTableMoveAllStmt.class, "ALTER TABLE");
    FIXED.put(RelationStatement.TruncateStmt.class, "TRUNCATE TABLE");
    FIXED.put(RelationStatement.CreateStatsStmt.class, "CREATE STATISTICS");
    FIXED.put(RelationStatement.AlterStatsStmt.class, "ALTER STATISTICS");
    FIXED.put(ObjectStatement.CommentStmt.class, "COMMENT");
    FIXED.put(ObjectStatement.SecLabelStmt.class, "SECURITY LABEL");
    FIXED.put(ObjectStatement.CreateSchemaStmt.class, "CREATE SCHEMA");
    FIXED.put(ObjectStatement.CreatedbStmt.class, "CREATE DATABASE");
    FIXED.put(ObjectStatement.AlterDatabaseStmt.class, "ALTER DATABASE");
    FIXED.put(ObjectStatement.AlterDatabaseRefreshCollStmt.class, "ALTER DATABASE");
    FIXED.put(ObjectStatement.AlterDatabaseSetStmt.class, "ALTER DATABASE");
    FIXED.put(ObjectStatement.DropdbStmt.class, "DROP DATABASE");
    FIXED.put(ObjectStatement.CreateTableSpaceStmt.class, "CREATE TABLESPACE");
    FIXED.put(ObjectStatement.DropTableSpaceStmt.class, "DROP TABLESPACE");
    FIXED.put(ObjectStatement.AlterTableSpaceOptionsStmt.class, "ALTER TABLESPACE");
    FIXED.put(ObjectStatement.CreateExtensionStmt.class, "CREATE EXTENSION");
    FIXED.put(ObjectStatement.CreateModuleStmt.class, "CREATE MODULE");
    FIXED.put(ObjectStatement.AlterExtensionStmt.class, "ALTER EXTENSION");
    FIXED.put(ObjectStatement.AlterExtensionContentsStmt.class, "ALTER EXTENSION");
    FIXED.put(ObjectStatement.CompositeTypeStmt.class, "CREATE TYPE");
    FIXED.put(ObjectStatement.CreateEnumStmt.class, "CREATE TYPE");
    FIXED.put(ObjectStatement.CreateRangeStmt.class, "CREATE TYPE");
    FIXED.put(ObjectStatement.AlterEnumStmt.class, "ALTER TYPE");
    FIXED.put(ObjectStatement.AlterTypeStmt.class, "ALTER TYPE");
    FIXED.put(ObjectStatement.CreateDomainStmt.class, "CREATE DOMAIN");
    FIXED.put(ObjectStatement.AlterDomainStmt.class, "ALTER DOMAIN");
    FIXED.put(ObjectStatement.AlterCollationStmt.class, "ALTER COLLATION");
    FIXED.put(ObjectStatement.CreateConversionStmt.class, "CREATE CONVERSION");
    FIXED.put(ObjectStatement.CreateCastStmt.class, "CREATE CAST");
    FIXED.put(ObjectStatement.CreateTransformStmt.class, "CREATE TRANSFORM");
    FIXED.put(ObjectStatement.AlterOperatorStmt.class, "ALTER OPERATOR");
    FIXED.put(ObjectStatement.CreateOpClassStmt.class, "CREATE OPERATOR CLASS");
    FIXED.put(ObjectStatement.CreateOpFamilyStmt.class, "CREATE OPERATOR FAMILY");
    FIXED.put(ObjectStatement.AlterOpFamilyStmt.class, "ALTER OPERATOR FAMILY");
    FIXED.put(ObjectStatement.CreateAmStmt.class, "CREATE ACCESS METHOD");
    FIXED.put(ObjectStatement.CreatePLangStmt.class, "CREATE LANGUAGE");
    FIXED.put(ObjectStatement.CreateTrigStmt.class, "CREATE TRIGGER");
    FIXED.put(ObjectStatement.CreateEventTrigStmt.class, "CREATE EVENT TRIGGER");
    FIXED.put(ObjectStatement.AlterEventTrigStmt.class, "ALTER EVENT TRIGGER");
    FIXED.put(ObjectStatement.RuleStmt.class, "CREATE RULE");
    FIXED.put(ObjectStatement.CreatePolicyStmt.class, "CREATE POLICY");
    FIXED.put(ObjectStatement.AlterPolicyStmt.class, "ALTER POLICY");
    FIXED.put(ObjectStatement.AlterTSDictionaryStmt.class, "ALTER TEXT SEARCH DICTIONARY");
    FIXED.put(ObjectStatement.AlterTSConfigurationStmt.class, "ALTER TEXT SEARCH CONFIGURATION");
    FIXED.put(ObjectStatement.CreateFdwStmt.class, "CREATE FOREIGN DATA WRAPPER");
    FIXED.put(ObjectStatement.AlterFdwStmt.class, "ALTER FOREIGN DATA WRAPPER");
    FIXED.put(ObjectStatement.CreateForeignServerStmt.class, "CREATE SERVER");
    FIXED.put(ObjectStatement.AlterForeignServerStmt.class, "ALTER SERVER");
    FIXED.put(ObjectStatement.CreateUserMappingStmt.class, "CREATE USER MAPPING");
    FIXED.put(ObjectStatement.AlterUserMappingStmt.class, "ALTER USER MAPPING");
    FIXED.put(ObjectStatement.DropUserMappingStmt.class, "DROP USER MAPPING");
    FIXED.put(ObjectStatement.ImportForeignSchemaStmt.class, "IMPORT FOREIGN SCHEMA");
    FIXED.put(ObjectStatement.CreatePublicationStmt.class, "CREATE PUBLICATION");
    FIXED.put(ObjectStatement.AlterPublicationStmt.class, "ALTER PUBLICATION");
    FIXED.put(ObjectStatement.CreateSubscriptionStmt.class, "CREATE SUBSCRIPTION");
    FIXED.put(ObjectStatement.AlterSubscriptionStmt.class, "ALTER SUBSCRIPTION");
    FIXED.put(ObjectStatement.DropSubscriptionStmt.class, "DROP SUBSCRIPTION");
    FIXED.put(AccessStatement.GrantRoleStmt.class, "GRANT ROLE");
    FIXED.put(AccessStatement.AlterDefaultPrivilegesStmt.class, "ALTER DEFAULT PRIVILEGES");
    FIXED.put(AccessStatement.CreateRoleStmt.class, "CREATE ROLE");
    FIXED.put(AccessStatement.AlterRoleStmt.class, "ALTER ROLE");
    FIXED.put(AccessStatement.AlterRoleSetStmt.class, "ALTER ROLE");
    FIXED.put(AccessStatement.DropRoleStmt.class, "DROP ROLE");
    FIXED.put(AccessStatement.DropOwnedStmt.class, "DROP OWNED");
    FIXED.put(AccessStatement.ReassignOwnedStmt.class, "REASSIGN OWNED");
    FIXED.put(UtilityStatement.VariableShowStmt.class, "SHOW");
    FIXED.put(UtilityStatement.AlterSystemStmt.class, "ALTER SYSTEM");
    FIXED.put(UtilityStatement.PrepareStmt.class, "PREPARE");
    FIXED.put(UtilityStatement.ExecuteStmt.class, "EXECUTE");
    FIXED.put(UtilityStatement.DeallocateStmt.class, "DEALLOCATE");
    FIXED.put(UtilityStatement.DeclareCursorStmt.class, "DECLARE CURSOR");
    FIXED.put(UtilityStatement.ClosePortalStmt.class, "CLOSE CURSOR");
    FIXED.put(UtilityStatement.CopyStmt.class, "COPY");
    FIXED.put(UtilityStatement.ExplainStmt.class, "EXPLAIN");
    FIXED.put(UtilityStatement.DoStmt.class, "DO");
    FIXED.put(UtilityStatement.CallStmt.class, "CALL");
    FIXED.put(UtilityStatement.NotifyStmt.class, "NOTIFY");
    FIXED.put(UtilityStatement.ListenStmt.class, "LISTEN");
    FIXED.put(UtilityStatement.UnlistenStmt.class, "UNLISTEN");
    FIXED.put(UtilityStatement.LockStmt.class, "LOCK TABLE");
    FIXED.put(UtilityStatement.ConstraintsSetStmt.class, "SET CONSTRAINTS");
    FIXED.put(UtilityStatement.ClusterStmt.class, "CLUSTER");
    FIXED.put(UtilityStatement.ReindexStmt.class, "REINDEX");
    FIXED.put(UtilityStatement.CheckPointStmt.class, "CHECKPOINT");
    FIXED.put(UtilityStatement.LoadStmt.class, "LOAD");
  }

  private CommandTags() {}

  public static String of(Statement statement) {
    return switch (statement) {
      case ObjectStatement.DropStmt drop -> "DROP " + object(drop.removeType());
      case ObjectStatement.RenameStmt rename ->
          "ALTER "
              + object(
                  TABLE_LIKE.contains(rename.renameType())
                      ? rename.relationType() == null
                          ? ObjectType.OBJECT_TABLE
                          : rename.relationType()
                      : rename.renameType());
      case ObjectStatement.AlterObjectSchemaStmt alter -> "ALTER " + object(alter.objectType());
      case ObjectStatement.AlterOwnerStmt alter -> "ALTER " + object(alter.objectType());
      case ObjectStatement.AlterObjectDependsStmt alter -> "ALTER " + object(alter.objectType());
      case ObjectStatement.DefineStmt define -> "CREATE " + object(define.kind());
      case ObjectStatement.CreateFunctionStmt create ->
          create.isProcedure() ? "CREATE PROCEDURE" : "CREATE FUNCTION";
      case ObjectStatement.AlterFunctionStmt alter -> "ALTER " + object(alter.objtype());
      case RelationStatement.AlterTableStmt alter -> "ALTER " + object(alter.objtype());
      case RelationStatement.CreateTableAsStmt create ->
          create.objtype() == ObjectType.OBJECT_MATVIEW
              ? "CREATE MATERIALIZED VIEW"
              : create.isSelectInto() ? "SELECT INTO" : "CREATE TABLE AS";
      case AccessStatement.GrantStmt grant -> grant.isGrant() ? "GRANT" : "REVOKE";
      case UtilityStatement.VacuumStmt vacuum -> vacuum.isVacuumcmd() ? "VACUUM" : "ANALYZE";
      case UtilityStatement.FetchStmt fetch -> fetch.ismove() ? "MOVE" : "FETCH";
      case UtilityStatement.VariableSetStmt set ->
          switch (set.kind()) {
            case VAR_RESET, VAR_RESET_ALL -> "RESET";
            case VAR_SET_VALUE, VAR_SET_DEFAULT, VAR_SET_CURRENT, VAR_SET_MULTI -> "SET";
          };
      case UtilityStatement.DiscardStmt discard -> discard.target().name().replace('_', ' ');
      case UtilityStatement.TransactionStmt transaction ->
          switch (transaction.kind()) {
            case TRANS_STMT_BEGIN -> "BEGIN";
            case TRANS_STMT_START -> "START TRANSACTION";
            case TRANS_STMT_COMMIT -> "COMMIT";
            case TRANS_STMT_ROLLBACK, TRANS_STMT_ROLLBACK_TO -> "ROLLBACK";
            case TRANS_STMT_SAVEPOINT -> "SAVEPOINT";
            case TRANS_STMT_RELEASE -> "RELEASE";
            case TRANS_STMT_PREPARE -> "PREPARE TRANSACTION";
            case TRANS_STMT_COMMIT_PREPARED -> "COMMIT PREPARED";
            case TRANS_STMT_ROLLBACK_PREPARED -> "ROLLBACK PREPARED";
          };
      default -> FIXED.getOrDefault(statement.getClass(), statement.getClass().getSimpleName());
    };
  }

  /** As in CREATE TABLE and DROP TABLE. */
  public static String object(ObjectType type) {
    String known = OBJECTS.get(type);
    return known != null ? known : type.name().substring("OBJECT_".length()).replace('_', ' ');
  }

  /**
   * How many rows a completed command has returned or changed, as its tag says; MOVE did neither.
   */
  public static long rows(String tag) {
    int space = tag.lastIndexOf(' ');
    return space > 0 && !tag.startsWith("MOVE") && Character.isDigit(tag.charAt(space + 1))
        ? Long.parseLong(tag.substring(space + 1))
        : 0;
  }
}
