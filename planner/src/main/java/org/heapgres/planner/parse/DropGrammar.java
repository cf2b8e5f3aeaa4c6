package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.heapgres.planner.parse.tree.AccessStatement.DropOwnedStmt;
import org.heapgres.planner.parse.tree.AccessStatement.DropRoleStmt;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.DropStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.DropSubscriptionStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.DropTableSpaceStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.DropUserMappingStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.DropdbStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Value.ListValue;

/** DROP. */
final class DropGrammar extends GrammarPart {
  DropGrammar(Grammar g) {
    super(g);
  }

  Statement drop() {
    expect(DROP);
    switch (tokens.kind) {
      case OWNED -> {
        return owned();
      }
      case ROLE, GROUP -> {
        tokens.advance();
        return roles();
      }
      case USER -> {
        return user();
      }
      case DATABASE -> {
        return database();
      }
      case TABLESPACE -> {
        tokens.advance();
        boolean missingOk = ifExists();
        return new DropTableSpaceStmt(colId(), missingOk);
      }
      case SUBSCRIPTION -> {
        tokens.advance();
        boolean missingOk = ifExists();
        String name = colId();
        return new DropSubscriptionStmt(name, missingOk, g.utility.dropBehavior());
      }
      case CAST -> {
        return cast();
      }
      case TRANSFORM -> {
        return transform();
      }
      case OPERATOR -> {
        return operator();
      }
      case POLICY, RULE, TRIGGER -> {
        return partOfRelation();
      }
      case INDEX -> {
        tokens.advance();
        boolean concurrent = accept(CONCURRENTLY);
        return named(ObjectType.OBJECT_INDEX, this::name, concurrent);
      }
      default -> {
        return plain();
      }
    }
  }

  private Statement plain() {
    ObjectType type = g.objects.objectType();
    return switch (type) {
      case OBJECT_TABLE,
          OBJECT_SEQUENCE,
          OBJECT_VIEW,
          OBJECT_MATVIEW,
          OBJECT_MODULE,
          OBJECT_FOREIGN_TABLE,
          OBJECT_COLLATION,
          OBJECT_CONVERSION,
          OBJECT_STATISTIC_EXT,
          OBJECT_TSPARSER,
          OBJECT_TSDICTIONARY,
          OBJECT_TSTEMPLATE,
          OBJECT_TSCONFIGURATION ->
          named(type, this::name, false);
      case OBJECT_ACCESS_METHOD,
          OBJECT_EVENT_TRIGGER,
          OBJECT_EXTENSION,
          OBJECT_FDW,
          OBJECT_LANGUAGE,
          OBJECT_PUBLICATION,
          OBJECT_SCHEMA,
          OBJECT_FOREIGN_SERVER ->
          named(type, () -> string(colId()), false);
      case OBJECT_TYPE, OBJECT_DOMAIN -> named(type, g.types::typeName, false);
      case OBJECT_FUNCTION, OBJECT_PROCEDURE, OBJECT_ROUTINE ->
          named(type, g.signatures::function, false);
      case OBJECT_AGGREGATE -> named(type, g.signatures::aggregate, false);
      default -> throw syntaxError();
    };
  }

  private Node name() {
    return new ListValue(strings(anyName()));
  }

  private DropStmt named(ObjectType type, Supplier<Node> name, boolean concurrent) {
    boolean missingOk = ifExists();
    List<Node> objects = commaList(name);
    return new DropStmt(objects, type, g.utility.dropBehavior(), missingOk, concurrent);
  }

  private DropStmt one(ObjectType type, List<Node> name, boolean missingOk) {
    return new DropStmt(
        List.of(new ListValue(name)), type, g.utility.dropBehavior(), missingOk, false);
  }

  private Statement partOfRelation() {
    ObjectType type =
        switch (tokens.kind) {
          case POLICY -> ObjectType.OBJECT_POLICY;
          case RULE -> ObjectType.OBJECT_RULE;
          default -> ObjectType.OBJECT_TRIGGER;
        };
    tokens.advance();
    boolean missingOk = ifExists();
    String name = colId();
    expect(ON);
    List<String> path = new ArrayList<>(anyName());
    path.add(name);
    return one(type, strings(path), missingOk);
  }

  private Statement cast() {
    tokens.advance();
    boolean missingOk = ifExists();
    expect(LEFT_PAREN);
    TypeName source = g.types.typeName();
    expect(AS);
    TypeName target = g.types.typeName();
    expect(RIGHT_PAREN);
    return one(ObjectType.OBJECT_CAST, List.of(source, target), missingOk);
  }

  private Statement transform() {
    tokens.advance();
    boolean missingOk = ifExists();
    expect(FOR);
    TypeName type = g.types.typeName();
    expect(LANGUAGE);
    return one(ObjectType.OBJECT_TRANSFORM, List.of(type, string(colId())), missingOk);
  }

  private Statement operator() {
    tokens.advance();
    if ((!at(CLASS) && !at(FAMILY)) || tokens.peek(1) == DOT) {
      return named(ObjectType.OBJECT_OPERATOR, g.signatures::operator, false);
    }
    ObjectType type = at(CLASS) ? ObjectType.OBJECT_OPCLASS : ObjectType.OBJECT_OPFAMILY;
    tokens.advance();
    boolean missingOk = ifExists();
    return one(type, g.objects.nameUsingMethod(), missingOk);
  }

  // Roles and databases.

  private Statement owned() {
    tokens.advance();
    expect(BY);
    List<RoleSpec> roles = g.names.roleList();
    return new DropOwnedStmt(roles, g.utility.dropBehavior());
  }

  private Statement roles() {
    boolean missingOk = ifExists();
    return new DropRoleStmt(g.names.roleList(), missingOk);
  }

  private Statement user() {
    tokens.advance();
    if (!at(MAPPING) || (tokens.peek(1) != IF && tokens.peek(1) != FOR)) {
      return roles();
    }
    tokens.advance();
    boolean missingOk = ifExists();
    expect(FOR);
    RoleSpec user = g.foreign.authIdent();
    expect(SERVER);
    return new DropUserMappingStmt(user, colId(), missingOk);
  }

  private Statement database() {
    tokens.advance();
    boolean missingOk = ifExists();
    String name = colId();
    List<DefElem> options = List.of();
    if (accept(WITH) || at(LEFT_PAREN)) {
      options = parenthesized(this::databaseOption);
    }
    return new DropdbStmt(name, missingOk, options);
  }

  private DefElem databaseOption() {
    int start = location();
    expect(FORCE);
    return defElem("force", null, start);
  }
}
