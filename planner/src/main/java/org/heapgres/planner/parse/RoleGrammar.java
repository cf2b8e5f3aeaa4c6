package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.AccessStatement.AlterRoleSetStmt;
import org.heapgres.planner.parse.tree.AccessStatement.AlterRoleStmt;
import org.heapgres.planner.parse.tree.AccessStatement.CreateRoleStmt;
import org.heapgres.planner.parse.tree.AccessStatement.ReassignOwnedStmt;
import org.heapgres.planner.parse.tree.AccessStatement.RoleStmtType;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Value.ListValue;

/** Roles, users and groups. */
final class RoleGrammar extends GrammarPart {
  RoleGrammar(Grammar g) {
    super(g);
  }

  /** After CREATE. */
  Statement create() {
    RoleStmtType type =
        switch (tokens.kind) {
          case ROLE -> RoleStmtType.ROLESTMT_ROLE;
          case USER -> RoleStmtType.ROLESTMT_USER;
          default -> RoleStmtType.ROLESTMT_GROUP;
        };
    tokens.advance();
    if (type == RoleStmtType.ROLESTMT_USER && at(MAPPING) && startsMapping()) {
      return g.foreign.createUserMapping();
    }
    String name = g.names.roleId();
    if (!accept(WITH)) {
      accept(WITH_LA);
    }
    return new CreateRoleStmt(type, name, options(true));
  }

  private boolean startsMapping() {
    return tokens.peek(1) == FOR || tokens.peek(1) == IF;
  }

  private List<DefElem> options(boolean create) {
    List<DefElem> options = new ArrayList<>();
    while (true) {
      DefElem option = option(create);
      if (option == null) {
        return unmodifiable(options);
      }
      options.add(option);
    }
  }

  private DefElem option(boolean create) {
    int start = location();
    switch (tokens.kind) {
      case PASSWORD -> {
        tokens.advance();
        return defElem("password", accept(NULL) ? null : string(sconst()), start);
      }
      case ENCRYPTED -> {
        tokens.advance();
        expect(PASSWORD);
        return defElem("password", string(sconst()), start);
      }
      case UNENCRYPTED -> {
        tokens.advance();
        expect(PASSWORD);
        sconst();
        throw notSupported("UNENCRYPTED PASSWORD is no longer supported", start)
            .withHint("Remove UNENCRYPTED to store the password in encrypted form instead.");
      }
      case INHERIT -> {
        tokens.advance();
        return defElem("inherit", bool(true), start);
      }
      case CONNECTION -> {
        tokens.advance();
        expect(LIMIT);
        return defElem("connectionlimit", integer(signedIconst()), start);
      }
      case VALID -> {
        tokens.advance();
        expect(UNTIL);
        return defElem("validUntil", string(sconst()), start);
      }
      case USER -> {
        tokens.advance();
        return defElem("rolemembers", roles(), start);
      }
      case IDENTIFIER -> {
        return wordOption(take(), start);
      }
      default -> {
        return create ? createOption() : null;
      }
    }
  }

  private DefElem wordOption(String word, int start) {
    return switch (word) {
      case "superuser", "createrole", "createdb", "bypassrls" -> flag(word, true, start);
      case "nosuperuser", "nocreaterole", "nocreatedb", "nobypassrls" ->
          flag(word.substring(2), false, start);
      case "replication" -> flag("isreplication", true, start);
      case "noreplication" -> flag("isreplication", false, start);
      case "login" -> flag("canlogin", true, start);
      case "nologin" -> flag("canlogin", false, start);
      case "noinherit" -> flag("inherit", false, start);
      default -> throw syntaxError("unrecognized role option \"" + word + "\"", start);
    };
  }

  private static DefElem flag(String name, boolean value, int start) {
    return defElem(name, bool(value), start);
  }

  private DefElem createOption() {
    int start = location();
    switch (tokens.kind) {
      case SYSID -> {
        tokens.advance();
        return defElem("sysid", integer(iconst()), start);
      }
      case ADMIN -> {
        tokens.advance();
        return defElem("adminmembers", roles(), start);
      }
      case ROLE -> {
        tokens.advance();
        return defElem("rolemembers", roles(), start);
      }
      case IN -> {
        tokens.advance();
        if (!accept(ROLE)) {
          expect(GROUP);
        }
        return defElem("addroleto", roles(), start);
      }
      default -> {
        return null;
      }
    }
  }

  private Node roles() {
    return new ListValue(unmodifiable(new ArrayList<>(g.names.roleList())));
  }

  /** After ALTER. */
  Statement alter() {
    Token first = tokens.kind;
    tokens.advance();
    if (first == USER && at(MAPPING) && tokens.peek(1) == FOR) {
      return g.foreign.alterUserMapping();
    }
    if (first != GROUP && accept(ALL)) {
      return settings(null);
    }
    int start = location();
    RoleSpec role = g.names.roleSpec();
    if (at(RENAME)) {
      String name = g.names.roleId(role);
      expect(RENAME, TO);
      return AlterGrammar.rename(
          ObjectType.OBJECT_ROLE, null, null, null, name, g.names.roleId(), false);
    }
    if (first == GROUP) {
      return alterGroup(role);
    }
    if (at(IN) || at(SET) || at(RESET)) {
      return settings(role);
    }
    if (!accept(WITH)) {
      accept(WITH_LA);
    }
    return new AlterRoleStmt(
        new RoleSpec(role.roletype(), role.rolename(), start), options(false), 1);
  }

  private Statement alterGroup(RoleSpec group) {
    int action = 1;
    if (accept(DROP)) {
      action = -1;
    } else {
      expect(ADD);
    }
    expect(USER);
    int start = location();
    return new AlterRoleStmt(group, List.of(defElem("rolemembers", roles(), start)), action);
  }

  private Statement settings(RoleSpec role) {
    String database = null;
    if (acceptAll(IN, DATABASE)) {
      database = colId();
    }
    return new AlterRoleSetStmt(role, database, g.session.setOrReset());
  }

  Statement reassign() {
    expect(REASSIGN, OWNED, BY);
    List<RoleSpec> roles = g.names.roleList();
    expect(TO);
    return new ReassignOwnedStmt(roles, g.names.roleSpec());
  }
}
