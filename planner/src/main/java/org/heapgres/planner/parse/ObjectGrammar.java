package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.CommentStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateModuleStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.ObjectStatement.SecLabelStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Value.ListValue;

/** The kinds of objects, how each is named, and the statements that take any of them. */
final class ObjectGrammar extends GrammarPart {

  /** An object with its kind. */
  record Target(ObjectType type, Node object) {}

  ObjectGrammar(Grammar g) {
    super(g);
  }

  /** Takes the words for a kind of object. */
  ObjectType objectType() {
    Token first = tokens.kind;
    ObjectType type =
        switch (first) {
          case TABLE -> ObjectType.OBJECT_TABLE;
          case SEQUENCE -> ObjectType.OBJECT_SEQUENCE;
          case VIEW -> ObjectType.OBJECT_VIEW;
          case INDEX -> ObjectType.OBJECT_INDEX;
          case COLLATION -> ObjectType.OBJECT_COLLATION;
          case CONVERSION -> ObjectType.OBJECT_CONVERSION;
          case STATISTICS -> ObjectType.OBJECT_STATISTIC_EXT;
          case EXTENSION -> ObjectType.OBJECT_EXTENSION;
          case LANGUAGE -> ObjectType.OBJECT_LANGUAGE;
          case PUBLICATION -> ObjectType.OBJECT_PUBLICATION;
          case SUBSCRIPTION -> ObjectType.OBJECT_SUBSCRIPTION;
          case SCHEMA -> ObjectType.OBJECT_SCHEMA;
          case SERVER -> ObjectType.OBJECT_FOREIGN_SERVER;
          case DATABASE -> ObjectType.OBJECT_DATABASE;
          case ROLE -> ObjectType.OBJECT_ROLE;
          case TABLESPACE -> ObjectType.OBJECT_TABLESPACE;
          case TYPE -> ObjectType.OBJECT_TYPE;
          case DOMAIN -> ObjectType.OBJECT_DOMAIN;
          case FUNCTION -> ObjectType.OBJECT_FUNCTION;
          case PROCEDURE -> ObjectType.OBJECT_PROCEDURE;
          case ROUTINE -> ObjectType.OBJECT_ROUTINE;
          case AGGREGATE -> ObjectType.OBJECT_AGGREGATE;
          default -> null;
        };
    if (type != null) {
      tokens.advance();
      return type;
    }
    switch (first) {
      case MATERIALIZED -> {
        tokens.advance();
        expect(VIEW);
        return ObjectType.OBJECT_MATVIEW;
      }
      case FOREIGN -> {
        tokens.advance();
        if (accept(TABLE)) {
          return ObjectType.OBJECT_FOREIGN_TABLE;
        }
        expect(DATA, WRAPPER);
        return ObjectType.OBJECT_FDW;
      }
      case ACCESS -> {
        tokens.advance();
        expect(METHOD);
        return ObjectType.OBJECT_ACCESS_METHOD;
      }
      case EVENT -> {
        tokens.advance();
        expect(TRIGGER);
        return ObjectType.OBJECT_EVENT_TRIGGER;
      }
      case PROCEDURAL -> {
        tokens.advance();
        expect(LANGUAGE);
        return ObjectType.OBJECT_LANGUAGE;
      }
      case TEXT -> {
        tokens.advance();
        expect(SEARCH);
        return textSearchType();
      }
      default -> {
        if (!atModule()) {
          throw syntaxError();
        }
        tokens.advance();
        return ObjectType.OBJECT_MODULE;
      }
    }
  }

  /** MODULE, which PostgreSQL does not know, is no keyword: only its place tells. */
  boolean atModule() {
    return at(IDENTIFIER) && tokens.quoted().equalsIgnoreCase("module");
  }

  Statement createModule(boolean replace) {
    tokens.advance();
    List<String> name = anyName();
    expect(AS);
    return new CreateModuleStmt(name, replace, sconst());
  }

  private ObjectType textSearchType() {
    ObjectType type =
        switch (tokens.kind) {
          case PARSER -> ObjectType.OBJECT_TSPARSER;
          case DICTIONARY -> ObjectType.OBJECT_TSDICTIONARY;
          case TEMPLATE -> ObjectType.OBJECT_TSTEMPLATE;
          case CONFIGURATION -> ObjectType.OBJECT_TSCONFIGURATION;
          default -> throw syntaxError();
        };
    tokens.advance();
    return type;
  }

  ListValue name() {
    return new ListValue(strings(anyName()));
  }

  /** {@code name USING method}, as a list that starts with the method. */
  List<Node> nameUsingMethod() {
    List<String> name = anyName();
    expect(USING);
    List<String> path = new ArrayList<>(name.size() + 1);
    path.add(colId());
    path.addAll(name);
    return strings(path);
  }

  /** {@code name ON relation}, as the path of the part. */
  private ListValue onRelation(String name) {
    expect(ON);
    List<String> path = new ArrayList<>(anyName());
    path.add(name);
    return new ListValue(strings(path));
  }

  // COMMENT and SECURITY LABEL.

  Statement comment() {
    expect(COMMENT, ON);
    Target target = commentTarget();
    expect(IS);
    String text = accept(NULL) ? null : sconst();
    return new CommentStmt(target.type, target.object, text);
  }

  private Target commentTarget() {
    switch (tokens.kind) {
      case CAST -> {
        tokens.advance();
        expect(LEFT_PAREN);
        Node source = g.types.typeName();
        expect(AS);
        Node target = g.types.typeName();
        expect(RIGHT_PAREN);
        return new Target(ObjectType.OBJECT_CAST, new ListValue(List.of(source, target)));
      }
      case TRANSFORM -> {
        tokens.advance();
        expect(FOR);
        Node type = g.types.typeName();
        expect(LANGUAGE);
        return new Target(
            ObjectType.OBJECT_TRANSFORM, new ListValue(List.of(type, string(colId()))));
      }
      case CONSTRAINT -> {
        return constraint();
      }
      case POLICY, RULE, TRIGGER -> {
        ObjectType type =
            at(POLICY)
                ? ObjectType.OBJECT_POLICY
                : at(RULE) ? ObjectType.OBJECT_RULE : ObjectType.OBJECT_TRIGGER;
        tokens.advance();
        return new Target(type, onRelation(colId()));
      }
      case OPERATOR -> {
        return operator();
      }
      default -> {
        return labelTarget();
      }
    }
  }

  /** What may belong to an extension. */
  Target extensionMember() {
    return switch (tokens.kind) {
      case CONSTRAINT, POLICY, RULE, TRIGGER, COLUMN, LARGE -> throw syntaxError();
      default -> commentTarget();
    };
  }

  private Target constraint() {
    tokens.advance();
    String name = colId();
    expect(ON);
    if (at(DOMAIN) && tokens.peek(1).isColumnName()) {
      tokens.advance();
      Node domain = TypeGrammar.named(anyName(), -1);
      return new Target(
          ObjectType.OBJECT_DOMCONSTRAINT, new ListValue(List.of(domain, string(name))));
    }
    List<String> path = new ArrayList<>(anyName());
    path.add(name);
    return new Target(ObjectType.OBJECT_TABCONSTRAINT, new ListValue(strings(path)));
  }

  private Target operator() {
    tokens.advance();
    if ((at(CLASS) || at(FAMILY)) && tokens.peek(1) != DOT) {
      ObjectType type = at(CLASS) ? ObjectType.OBJECT_OPCLASS : ObjectType.OBJECT_OPFAMILY;
      tokens.advance();
      return new Target(type, new ListValue(nameUsingMethod()));
    }
    return new Target(ObjectType.OBJECT_OPERATOR, g.signatures.operator());
  }

  Statement securityLabel() {
    expect(SECURITY, LABEL);
    String provider = accept(FOR) ? nonReservedWordOrSconst() : null;
    expect(ON);
    Target target = labelTarget();
    expect(IS);
    String label = accept(NULL) ? null : sconst();
    return new SecLabelStmt(target.type, target.object, provider, label);
  }

  /** What both a comment and a security label may be about. */
  private Target labelTarget() {
    switch (tokens.kind) {
      case COLUMN -> {
        tokens.advance();
        return new Target(ObjectType.OBJECT_COLUMN, name());
      }
      case LARGE -> {
        tokens.advance();
        expect(OBJECT);
        return new Target(ObjectType.OBJECT_LARGEOBJECT, g.names.numericOnly());
      }
      default -> {
        ObjectType type = objectType();
        return new Target(type, objectName(type));
      }
    }
  }

  /** The name of an object, as its kind is named. */
  Node objectName(ObjectType type) {
    return switch (type) {
      case OBJECT_TYPE, OBJECT_DOMAIN -> g.types.typeName();
      case OBJECT_FUNCTION, OBJECT_PROCEDURE, OBJECT_ROUTINE -> g.signatures.function();
      case OBJECT_AGGREGATE -> g.signatures.aggregate();
      case OBJECT_ACCESS_METHOD,
          OBJECT_DATABASE,
          OBJECT_EVENT_TRIGGER,
          OBJECT_EXTENSION,
          OBJECT_FDW,
          OBJECT_LANGUAGE,
          OBJECT_PUBLICATION,
          OBJECT_ROLE,
          OBJECT_SCHEMA,
          OBJECT_FOREIGN_SERVER,
          OBJECT_SUBSCRIPTION,
          OBJECT_TABLESPACE ->
          string(colId());
      default -> name();
    };
  }
}
