package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.PublicationObjSpec;
import org.heapgres.planner.parse.tree.Definition.PublicationObjSpecType;
import org.heapgres.planner.parse.tree.Definition.PublicationTable;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterPublicationAction;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterPublicationStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterSubscriptionStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterSubscriptionType;
import org.heapgres.planner.parse.tree.ObjectStatement.CreatePublicationStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateSubscriptionStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;

/** Publications and subscriptions. */
final class ReplicationGrammar extends GrammarPart {
  ReplicationGrammar(Grammar g) {
    super(g);
  }

  // Publications.

  /** After CREATE. */
  Statement createPublication() {
    expect(PUBLICATION);
    String name = colId();
    List<PublicationObjSpec> objects = List.of();
    boolean all = false;
    if (accept(FOR)) {
      if (accept(ALL, TABLES)) {
        all = true;
      } else {
        objects = publicationObjects();
      }
    }
    return new CreatePublicationStmt(name, g.options.optionalDefinition(), objects, all);
  }

  /** After ALTER. */
  Statement alterPublication() {
    expect(PUBLICATION);
    String name = colId();
    switch (tokens.kind) {
      case ADD -> {
        tokens.advance();
        return publication(name, AlterPublicationAction.AP_AddObjects);
      }
      case DROP -> {
        tokens.advance();
        return publication(name, AlterPublicationAction.AP_DropObjects);
      }
      case SET -> {
        tokens.advance();
        if (at(LEFT_PAREN)) {
          return new AlterPublicationStmt(
              name, g.options.definition(), List.of(), AlterPublicationAction.AP_AddObjects);
        }
        return publication(name, AlterPublicationAction.AP_SetObjects);
      }
      case RENAME, OWNER -> {
        return g.alter.shared(ObjectType.OBJECT_PUBLICATION, string(name));
      }
      default -> throw syntaxError();
    }
  }

  private Statement publication(String name, AlterPublicationAction action) {
    return new AlterPublicationStmt(name, List.of(), publicationObjects(), action);
  }

  /** A name without TABLE or TABLES IN SCHEMA is of the same kind as the object in front of it. */
  private List<PublicationObjSpec> publicationObjects() {
    List<PublicationObjSpec> objects = new ArrayList<>();
    boolean tables = true;
    do {
      int start = location();
      switch (tokens.kind) {
        case TABLE -> {
          tokens.advance();
          tables = true;
          objects.add(table(g.from.relationExpr(), 0));
        }
        case TABLES -> {
          if (tokens.peek(1) != IN) {
            objects.add(continuation(objects, tables, start));
          } else {
            tokens.advance();
            expect(IN, SCHEMA);
            tables = false;
            objects.add(schema(location()));
          }
        }
        default -> objects.add(continuation(objects, tables, start));
      }
    } while (accept(COMMA));
    return unmodifiable(objects);
  }

  private PublicationObjSpec continuation(
      List<PublicationObjSpec> before, boolean tables, int start) {
    if (before.isEmpty()) {
      skipObject();
      throw syntaxError("invalid publication object list", start)
          .withDetail(
              "One of TABLE or TABLES IN SCHEMA must be specified before a standalone table or schema name.");
    }
    if (!tables) {
      return schema(start);
    }
    if (accept(CURRENT_SCHEMA)) {
      throw syntaxError("invalid table name", start);
    }
    boolean only = at(ONLY);
    RangeVar relation = g.from.relationExpr();
    boolean extended = only || tokens.previous() == STAR;
    return table(relation, extended ? 0 : start);
  }

  private void skipObject() {
    if (!accept(CURRENT_SCHEMA)) {
      g.from.relationExpr();
    }
  }

  private PublicationObjSpec table(RangeVar relation, int location) {
    List<String> columns = optionalColumnList();
    Expression where = accept(WHERE) ? g.storedInParentheses() : null;
    return new PublicationObjSpec(
        PublicationObjSpecType.PUBLICATIONOBJ_TABLE,
        null,
        new PublicationTable(relation, where, columns),
        location);
  }

  private PublicationObjSpec schema(int location) {
    if (accept(CURRENT_SCHEMA)) {
      return new PublicationObjSpec(
          PublicationObjSpecType.PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA, null, null, location);
    }
    RangeVar name = g.names.qualifiedName();
    if (name.schemaname() != null) {
      throw syntaxError("invalid schema name", location);
    }
    if (at(LEFT_PAREN)) {
      throw syntaxError("column specification not allowed for schema", location);
    }
    if (at(WHERE)) {
      throw syntaxError("WHERE clause not allowed for schema", location);
    }
    return new PublicationObjSpec(
        PublicationObjSpecType.PUBLICATIONOBJ_TABLES_IN_SCHEMA, name.relname(), null, location);
  }

  // Subscriptions.

  /** After CREATE. */
  Statement createSubscription() {
    expect(SUBSCRIPTION);
    String name = colId();
    expect(CONNECTION);
    String connection = sconst();
    expect(PUBLICATION);
    List<String> publications = nameList();
    return new CreateSubscriptionStmt(
        name, connection, publications, g.options.optionalDefinition());
  }

  /** After ALTER. */
  Statement alterSubscription() {
    expect(SUBSCRIPTION);
    String name = colId();
    switch (tokens.kind) {
      case SET -> {
        tokens.advance();
        if (at(LEFT_PAREN)) {
          return subscription(
              AlterSubscriptionType.ALTER_SUBSCRIPTION_OPTIONS, name, g.options.definition());
        }
        return publications(AlterSubscriptionType.ALTER_SUBSCRIPTION_SET_PUBLICATION, name);
      }
      case ADD -> {
        tokens.advance();
        return publications(AlterSubscriptionType.ALTER_SUBSCRIPTION_ADD_PUBLICATION, name);
      }
      case DROP -> {
        tokens.advance();
        return publications(AlterSubscriptionType.ALTER_SUBSCRIPTION_DROP_PUBLICATION, name);
      }
      case CONNECTION -> {
        tokens.advance();
        return new AlterSubscriptionStmt(
            AlterSubscriptionType.ALTER_SUBSCRIPTION_CONNECTION,
            name,
            sconst(),
            List.of(),
            List.of());
      }
      case REFRESH -> {
        expect(REFRESH, PUBLICATION);
        return subscription(
            AlterSubscriptionType.ALTER_SUBSCRIPTION_REFRESH, name, g.options.optionalDefinition());
      }
      case ENABLE, DISABLE -> {
        boolean enabled = at(ENABLE);
        tokens.advance();
        return subscription(
            AlterSubscriptionType.ALTER_SUBSCRIPTION_ENABLED,
            name,
            List.of(defElem("enabled", bool(enabled), 0)));
      }
      case SKIP -> {
        tokens.advance();
        return subscription(
            AlterSubscriptionType.ALTER_SUBSCRIPTION_SKIP, name, g.options.definition());
      }
      case RENAME, OWNER -> {
        return g.alter.shared(ObjectType.OBJECT_SUBSCRIPTION, string(name));
      }
      default -> throw syntaxError();
    }
  }

  private static Statement subscription(
      AlterSubscriptionType kind, String name, List<DefElem> options) {
    return new AlterSubscriptionStmt(kind, name, null, List.of(), options);
  }

  private Statement publications(AlterSubscriptionType kind, String name) {
    expect(PUBLICATION);
    List<String> publications = nameList();
    return new AlterSubscriptionStmt(
        kind, name, null, publications, g.options.optionalDefinition());
  }
}
