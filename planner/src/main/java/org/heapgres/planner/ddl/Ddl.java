package org.heapgres.planner.ddl;

import java.util.HashMap;
import java.util.Map;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.TruncateCommand;
import org.heapgres.planner.command.VacuumCommand;
import org.heapgres.planner.parse.tree.AccessStatement;
import org.heapgres.planner.parse.tree.ObjectStatement;
import org.heapgres.planner.parse.tree.RelationStatement;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.UtilityStatement;

/** The commands that define, change and drop objects. */
public final class Ddl {
  private static final Map<Class<? extends Statement>, Command<?>> TABLE = new HashMap<>();

  static {
    add(RelationStatement.CreateStmt.class, new CreateTableCommand());
    add(ObjectStatement.DropStmt.class, new DropCommand());
    add(ObjectStatement.CreatedbStmt.class, DatabaseCommands.CREATE);
    add(ObjectStatement.DropdbStmt.class, DatabaseCommands.DROP);
    add(ObjectStatement.CreateSchemaStmt.class, new SchemaCommand());
    add(ObjectStatement.CommentStmt.class, new CommentCommand());
    add(ObjectStatement.CreateExtensionStmt.class, ExtensionCommands.CREATE);
    add(ObjectStatement.AlterExtensionStmt.class, ExtensionCommands.ALTER);
    add(ObjectStatement.CreateModuleStmt.class, new CreateModuleCommand());
    add(ObjectStatement.DefineStmt.class, new DefineCommand());
    add(ObjectStatement.AlterTSDictionaryStmt.class, TextSearchCommands.ALTER_DICTIONARY);
    add(ObjectStatement.AlterTSConfigurationStmt.class, TextSearchCommands.ALTER_CONFIGURATION);
    add(ObjectStatement.AlterCollationStmt.class, CollationCommands.ALTER);
    add(ObjectStatement.CreateCastStmt.class, OperatorCommands.CAST);
    add(AccessStatement.CreateRoleStmt.class, RoleCommands.CREATE);
    add(AccessStatement.AlterRoleStmt.class, RoleCommands.ALTER);
    add(AccessStatement.DropRoleStmt.class, RoleCommands.DROP);
    add(AccessStatement.GrantStmt.class, new GrantCommand());
    add(AccessStatement.GrantRoleStmt.class, new GrantRoleCommand());
    add(AccessStatement.AlterDefaultPrivilegesStmt.class, new DefaultPrivilegesCommand());
    add(AccessStatement.AlterRoleSetStmt.class, RoleSettingsCommands.OF_ROLE);
    add(ObjectStatement.AlterDatabaseSetStmt.class, RoleSettingsCommands.OF_DATABASE);
    add(AccessStatement.ReassignOwnedStmt.class, OwnedCommands.REASSIGN);
    add(AccessStatement.DropOwnedStmt.class, OwnedCommands.DROP);
    add(RelationStatement.CreateSeqStmt.class, SequenceCommands.CREATE);
    add(RelationStatement.AlterSeqStmt.class, SequenceCommands.ALTER);
    add(RelationStatement.CreateTableAsStmt.class, new CreateTableAsCommand());
    add(RelationStatement.CreateStatsStmt.class, StatisticsCommands.CREATE);
    add(RelationStatement.AlterStatsStmt.class, StatisticsCommands.ALTER);
    add(RelationStatement.RefreshMatViewStmt.class, new RefreshCommand());
    add(RelationStatement.ViewStmt.class, new ViewCommand());
    add(RelationStatement.AlterTableStmt.class, new AlterTableCommand());
    add(RelationStatement.IndexStmt.class, new IndexCommand());
    add(ObjectStatement.RenameStmt.class, new RenameCommand());
    add(ObjectStatement.AlterOwnerStmt.class, ObjectAttributeCommands.OWNER);
    add(ObjectStatement.AlterObjectSchemaStmt.class, ObjectAttributeCommands.SCHEMA);
    add(ObjectStatement.CreateFunctionStmt.class, new CreateFunctionCommand());
    add(ObjectStatement.CreateEnumStmt.class, EnumCommands.CREATE);
    add(ObjectStatement.AlterEnumStmt.class, EnumCommands.ALTER);
    add(ObjectStatement.CreateDomainStmt.class, DomainCommands.CREATE);
    add(ObjectStatement.AlterDomainStmt.class, DomainCommands.ALTER);
    add(ObjectStatement.CompositeTypeStmt.class, CompositeCommands.CREATE);
    add(ObjectStatement.CreateRangeStmt.class, new RangeTypeCommand());
    add(ObjectStatement.CreateTrigStmt.class, TriggerCommands.CREATE);
    add(ObjectStatement.CreatePolicyStmt.class, PolicyCommands.CREATE);
    add(ObjectStatement.AlterPolicyStmt.class, PolicyCommands.ALTER);
    add(ObjectStatement.AlterFunctionStmt.class, new AlterFunctionCommand());
    add(RelationStatement.TruncateStmt.class, new TruncateCommand());
    add(UtilityStatement.VacuumStmt.class, new VacuumCommand());
    add(UtilityStatement.ClusterStmt.class, new ClusterCommand());
  }

  private Ddl() {}

  private static <S extends Statement> void add(Class<S> kind, Command<S> command) {
    TABLE.put(kind, command);
  }

  public static Map<Class<? extends Statement>, Command<?>> commands() {
    return TABLE;
  }
}
