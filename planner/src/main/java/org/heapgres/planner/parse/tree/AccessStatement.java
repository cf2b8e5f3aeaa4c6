package org.heapgres.planner.parse.tree;

import java.util.List;
import org.heapgres.planner.parse.tree.Definition.AccessPriv;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.UtilityStatement.VariableSetStmt;

/** Statements about roles and privileges. */
public sealed interface AccessStatement extends Statement {

  enum GrantTargetType {
    ACL_TARGET_OBJECT,
    ACL_TARGET_ALL_IN_SCHEMA,
    ACL_TARGET_DEFAULTS
  }

  enum RoleStmtType {
    ROLESTMT_ROLE,
    ROLESTMT_USER,
    ROLESTMT_GROUP
  }

  /** {@code privileges} empty is ALL. */
  record GrantStmt(
      boolean isGrant,
      GrantTargetType targtype,
      ObjectType objtype,
      List<Node> objects,
      List<AccessPriv> privileges,
      List<RoleSpec> grantees,
      boolean grantOption,
      RoleSpec grantor,
      DropBehavior behavior)
      implements AccessStatement {}

  record GrantRoleStmt(
      List<AccessPriv> grantedRoles,
      List<RoleSpec> granteeRoles,
      boolean isGrant,
      List<DefElem> opt,
      RoleSpec grantor,
      DropBehavior behavior)
      implements AccessStatement {}

  record AlterDefaultPrivilegesStmt(List<DefElem> options, GrantStmt action)
      implements AccessStatement {}

  record CreateRoleStmt(RoleStmtType stmtType, String role, List<DefElem> options)
      implements AccessStatement {}

  /** {@code action} is 1 to add members, -1 to drop them (ALTER GROUP). */
  record AlterRoleStmt(RoleSpec role, List<DefElem> options, int action)
      implements AccessStatement {}

  /** {@code role} null is ALL. */
  record AlterRoleSetStmt(RoleSpec role, String database, VariableSetStmt setstmt)
      implements AccessStatement {}

  record DropRoleStmt(List<RoleSpec> roles, boolean missingOk) implements AccessStatement {}

  record DropOwnedStmt(List<RoleSpec> roles, DropBehavior behavior) implements AccessStatement {}

  record ReassignOwnedStmt(List<RoleSpec> roles, RoleSpec newrole) implements AccessStatement {}
}
