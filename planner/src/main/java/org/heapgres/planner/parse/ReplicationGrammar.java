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
    List<Written> objects = List.of();
    boolean all = false;
    if (accept(FOR)) {
      if (accept(ALL, TABLES)) {
        all = true;
      } else {
        objects = publicationObjects();
      }
    }
    List<DefElem> options = g.options.optionalDefinition();
    return new CreatePublicationStmt(name, options, resolved(objects), all);
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
    return new AlterPublicationStmt(name, List.of(), resolved(publicationObjects()), action);
  }

  /** An object as it is written; a null {@code tables} is of the kind of the object in front. */
  private record Written(
      Boolean tables,
      boolean currentSchema,
      RangeVar relation,
      boolean extended,
      List<String> columns,
      Expression where,
      int location) {}

  private List<Written> publicationObjects() {
    return commaList(this::publicationObject);
  }

  private Written publicationObject() {
    int start = location();
    if (accept(TABLE)) {
      RangeVar relation = g.from.relationExpr();
      return written(true, relation, true, start);
    }
    if (at(TABLES, IN)) {
      tokens.advance();
      expect(IN, SCHEMA);
      int nameLocation = location();
      if (accept(CURRENT_SCHEMA)) {
        return new Written(false, true, null, false, List.of(), null, nameLocation);
      }
      RangeVar schema = g.names.rangeVar(List.of(colId()), nameLocation);
      return new Written(false, false, schema, false, List.of(), null, nameLocation);
    }
    if (accept(CURRENT_SCHEMA)) {
      return new Written(null, true, null, false, List.of(), null, start);
    }
    boolean only = at(ONLY);
    RangeVar relation = g.from.relationExpr();
    return written(null, relation, only || tokens.previous() == STAR, start);
  }

  private Written written(Boolean tables, RangeVar relation, boolean extended, int start) {
    List<String> columns = optionalColumnList();
    Expression where = accept(WHERE) ? g.storedInParentheses() : null;
    return new Written(tables, false, relation, extended, columns, where, start);
  }

  /** Checks the list and fills in the kinds that are not written. */
  private List<PublicationObjSpec> resolved(List<Written> objects) {
    List<PublicationObjSpec> resolved = new ArrayList<>(objects.size());
    Boolean tables = null;
    for (Written object : objects) {
      if (object.tables != null) {
        tables = object.tables;
      }
      if (tables == null) {
        throw syntaxError("invalid publication object list", object.location)
            .withDetail(
                "One of TABLE or TABLES IN SCHEMA must be specified before a standalone table or schema name.");
      }
      resolved.add(tables ? table(object) : schema(object));
    }
    return unmodifiable(resolved);
  }

  private PublicationObjSpec table(Written object) {
    if (object.currentSchema) {
      throw syntaxError("invalid table name", object.location);
    }
    return new PublicationObjSpec(
        PublicationObjSpecType.PUBLICATIONOBJ_TABLE,
        null,
        new PublicationTable(object.relation, object.where, object.columns),
        object.extended ? 0 : object.location);
  }

  private PublicationObjSpec schema(Written object) {
    if (object.where != null) {
      throw syntaxError("WHERE clause not allowed for schema", object.location);
    }
    if (!object.columns.isEmpty()) {
      throw syntaxError("column specification not allowed for schema", object.location);
    }
    if (object.currentSchema) {
      return new PublicationObjSpec(
          PublicationObjSpecType.PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA, null, null, object.location);
    }
    if (object.extended || object.relation.schemaname() != null) {
      throw syntaxError("invalid schema name", object.location);
    }
    return new PublicationObjSpec(
        PublicationObjSpecType.PUBLICATIONOBJ_TABLES_IN_SCHEMA,
        object.relation.relname(),
        null,
        object.location);
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
