package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.heapgres.planner.parse.tree.AccessStatement.AlterDefaultPrivilegesStmt;
import org.heapgres.planner.parse.tree.AccessStatement.GrantRoleStmt;
import org.heapgres.planner.parse.tree.AccessStatement.GrantStmt;
import org.heapgres.planner.parse.tree.AccessStatement.GrantTargetType;
import org.heapgres.planner.parse.tree.Definition.AccessPriv;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Value.ListValue;

/** GRANT, REVOKE and ALTER DEFAULT PRIVILEGES. */
final class PrivilegeGrammar extends GrammarPart {

  private record Target(GrantTargetType targetType, ObjectType type, List<Node> objects) {}

  PrivilegeGrammar(Grammar g) {
    super(g);
  }

  Statement grant() {
    expect(GRANT);
    boolean all = at(ALL);
    List<AccessPriv> privileges = privileges();
    if (!all && accept(TO)) {
      List<RoleSpec> roles = g.names.roleList();
      List<DefElem> options = accept(WITH) ? commaList(this::grantRoleOption) : List.of();
      return new GrantRoleStmt(
          privileges, roles, true, options, grantedBy(), DropBehavior.DROP_RESTRICT);
    }
    expect(ON);
    Target target = target();
    expect(TO);
    List<RoleSpec> grantees = commaList(this::grantee);
    boolean grantOption = withGrantOption();
    return new GrantStmt(
        true,
        target.targetType,
        target.type,
        target.objects,
        privileges,
        grantees,
        grantOption,
        grantedBy(),
        DropBehavior.DROP_RESTRICT);
  }

  Statement revoke() {
    expect(REVOKE);
    boolean grantOption = false;
    if (at(GRANT)) {
      expect(GRANT, OPTION, FOR);
      grantOption = true;
    } else if (tokens.kind.isColumnName() && tokens.peek(1) == OPTION) {
      return revokeRoleOption();
    }
    boolean all = at(ALL);
    List<AccessPriv> privileges = privileges();
    if (!all && !grantOption && accept(FROM)) {
      return revokeRoles(privileges, List.of());
    }
    expect(ON);
    Target target = target();
    expect(FROM);
    List<RoleSpec> grantees = commaList(this::grantee);
    RoleSpec grantor = grantedBy();
    return new GrantStmt(
        false,
        target.targetType,
        target.type,
        target.objects,
        privileges,
        grantees,
        grantOption,
        grantor,
        g.utility.dropBehavior());
  }

  // Roles.

  private Statement revokeRoleOption() {
    int start = location();
    String option = colId();
    expect(OPTION, FOR);
    List<AccessPriv> roles = commaList(this::privilege);
    expect(FROM);
    return revokeRoles(roles, List.of(defElem(option, bool(false), start)));
  }

  private Statement revokeRoles(List<AccessPriv> roles, List<DefElem> options) {
    List<RoleSpec> from = g.names.roleList();
    RoleSpec grantor = grantedBy();
    return new GrantRoleStmt(roles, from, false, options, grantor, g.utility.dropBehavior());
  }

  private DefElem grantRoleOption() {
    int start = location();
    String name = colLabel();
    boolean value = !at(FALSE);
    if (!accept(OPTION) && !accept(TRUE)) {
      expect(FALSE);
    }
    return defElem(name, bool(value), start);
  }

  private RoleSpec grantedBy() {
    return acceptAll(GRANTED, BY) ? g.names.roleSpec() : null;
  }

  private boolean withGrantOption() {
    if (!accept(WITH)) {
      return false;
    }
    expect(GRANT, OPTION);
    return true;
  }

  private RoleSpec grantee() {
    accept(GROUP);
    return g.names.roleSpec();
  }

  // Privileges.

  /** Empty for ALL. */
  private List<AccessPriv> privileges() {
    if (!accept(ALL)) {
      return commaList(this::privilege);
    }
    accept(PRIVILEGES);
    return at(LEFT_PAREN) ? List.of(new AccessPriv(null, parenthesized(this::colId))) : List.of();
  }

  private AccessPriv privilege() {
    String name =
        switch (tokens.kind) {
          case SELECT, REFERENCES, CREATE -> take();
          case ALTER -> {
            expect(ALTER, SYSTEM);
            yield "alter system";
          }
          default -> colId();
        };
    return name.equals("alter system")
        ? new AccessPriv(name, List.of())
        : new AccessPriv(name, optionalColumnList());
  }

  // What they are about.

  private Target target() {
    Token next = tokens.peek(1);
    switch (tokens.kind) {
      case TABLE -> {
        tokens.advance();
        return relations(ObjectType.OBJECT_TABLE);
      }
      case ALL -> {
        return allInSchema();
      }
      case FOREIGN -> {
        tokens.advance();
        if (accept(SERVER)) {
          return objects(ObjectType.OBJECT_FOREIGN_SERVER, this::name);
        }
        expect(DATA, WRAPPER);
        return objects(ObjectType.OBJECT_FDW, this::name);
      }
      default -> {}
    }
    if (!next.isColumnName() && !(at(LARGE) && next == OBJECT)) {
      return relations(ObjectType.OBJECT_TABLE);
    }
    return switch (tokens.kind) {
      case SEQUENCE -> {
        tokens.advance();
        yield relations(ObjectType.OBJECT_SEQUENCE);
      }
      case FUNCTION -> signatures(ObjectType.OBJECT_FUNCTION);
      case PROCEDURE -> signatures(ObjectType.OBJECT_PROCEDURE);
      case ROUTINE -> signatures(ObjectType.OBJECT_ROUTINE);
      case DATABASE -> names(ObjectType.OBJECT_DATABASE);
      case LANGUAGE -> names(ObjectType.OBJECT_LANGUAGE);
      case SCHEMA -> names(ObjectType.OBJECT_SCHEMA);
      case TABLESPACE -> names(ObjectType.OBJECT_TABLESPACE);
      case DOMAIN -> anyNames(ObjectType.OBJECT_DOMAIN);
      case TYPE -> anyNames(ObjectType.OBJECT_TYPE);
      case LARGE -> {
        expect(LARGE, OBJECT);
        yield objects(ObjectType.OBJECT_LARGEOBJECT, g.names::numericOnly);
      }
      case PARAMETER -> {
        tokens.advance();
        yield objects(ObjectType.OBJECT_PARAMETER_ACL, () -> string(g.session.variableName()));
      }
      default -> relations(ObjectType.OBJECT_TABLE);
    };
  }

  private Target objects(ObjectType type, Supplier<Node> name) {
    return new Target(GrantTargetType.ACL_TARGET_OBJECT, type, commaList(name));
  }

  private Target relations(ObjectType type) {
    return objects(type, g.names::qualifiedName);
  }

  private Target signatures(ObjectType type) {
    tokens.advance();
    return objects(type, g.signatures::function);
  }

  private Target names(ObjectType type) {
    tokens.advance();
    return objects(type, this::name);
  }

  private Target anyNames(ObjectType type) {
    tokens.advance();
    return objects(type, () -> new ListValue(strings(anyName())));
  }

  private Node name() {
    return string(colId());
  }

  private Target allInSchema() {
    tokens.advance();
    ObjectType type =
        switch (tokens.kind) {
          case TABLES -> ObjectType.OBJECT_TABLE;
          case SEQUENCES -> ObjectType.OBJECT_SEQUENCE;
          case FUNCTIONS -> ObjectType.OBJECT_FUNCTION;
          case PROCEDURES -> ObjectType.OBJECT_PROCEDURE;
          case ROUTINES -> ObjectType.OBJECT_ROUTINE;
          default -> throw syntaxError();
        };
    tokens.advance();
    expect(IN, SCHEMA);
    return new Target(GrantTargetType.ACL_TARGET_ALL_IN_SCHEMA, type, strings(nameList()));
  }

  // Default privileges.

  /** After ALTER. */
  Statement alterDefault() {
    expect(DEFAULT, PRIVILEGES);
    List<DefElem> options = new ArrayList<>(2);
    while (at(IN) || at(FOR)) {
      int start = location();
      if (accept(IN)) {
        expect(SCHEMA);
        options.add(defElem("schemas", new ListValue(strings(nameList())), start));
      } else {
        tokens.advance();
        if (!accept(ROLE)) {
          expect(USER);
        }
        List<Node> roles = unmodifiable(new ArrayList<>(g.names.roleList()));
        options.add(defElem("roles", new ListValue(roles), start));
      }
    }
    return new AlterDefaultPrivilegesStmt(unmodifiable(options), defaultAction());
  }

  private GrantStmt defaultAction() {
    boolean grant = accept(GRANT);
    boolean grantOption = false;
    if (!grant) {
      expect(REVOKE);
      if (at(GRANT)) {
        expect(GRANT, OPTION, FOR);
        grantOption = true;
      }
    }
    List<AccessPriv> privileges = privileges();
    expect(ON);
    ObjectType type = defaultTarget();
    expect(grant ? TO : FROM);
    List<RoleSpec> grantees = commaList(this::grantee);
    if (grant) {
      grantOption = withGrantOption();
    }
    return new GrantStmt(
        grant,
        GrantTargetType.ACL_TARGET_DEFAULTS,
        type,
        List.of(),
        privileges,
        grantees,
        grantOption,
        null,
        grant ? DropBehavior.DROP_RESTRICT : g.utility.dropBehavior());
  }

  private ObjectType defaultTarget() {
    ObjectType type =
        switch (tokens.kind) {
          case TABLES -> ObjectType.OBJECT_TABLE;
          case FUNCTIONS, ROUTINES -> ObjectType.OBJECT_FUNCTION;
          case SEQUENCES -> ObjectType.OBJECT_SEQUENCE;
          case TYPES -> ObjectType.OBJECT_TYPE;
          case SCHEMAS -> ObjectType.OBJECT_SCHEMA;
          case LARGE -> ObjectType.OBJECT_LARGEOBJECT;
          default -> throw syntaxError();
        };
    tokens.advance();
    if (type == ObjectType.OBJECT_LARGEOBJECT) {
      expect(OBJECTS);
    }
    return type;
  }
}
