package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterDatabaseRefreshCollStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterDatabaseSetStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterDatabaseStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterExtensionContentsStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterExtensionStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterObjectSchemaStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterTableSpaceOptionsStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateAmStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateExtensionStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreatePLangStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateSchemaStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateTableSpaceStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreatedbStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.Statement;

/** Databases, tablespaces, schemas, extensions, languages and access methods. */
final class DatabaseGrammar extends GrammarPart {
  DatabaseGrammar(Grammar g) {
    super(g);
  }

  // Databases.

  /** After CREATE. */
  Statement createDatabase() {
    expect(DATABASE);
    String name = colId();
    accept(WITH);
    return new CreatedbStmt(name, databaseOptions());
  }

  private List<DefElem> databaseOptions() {
    List<DefElem> options = new ArrayList<>();
    while (true) {
      int start = location();
      String name;
      switch (tokens.kind) {
        case IDENTIFIER, ENCODING, LOCATION, OWNER, TABLESPACE, TEMPLATE -> name = take();
        case CONNECTION -> {
          tokens.advance();
          expect(LIMIT);
          name = "connection_limit";
        }
        default -> {
          return unmodifiable(options);
        }
      }
      accept(EQUALS);
      options.add(defElem(name, databaseValue(), start));
    }
  }

  private Node databaseValue() {
    return switch (tokens.kind) {
      case DEFAULT -> {
        tokens.advance();
        yield null;
      }
      case INTEGER_LITERAL, NUMBER, PLUS, MINUS -> g.names.numericOnly();
      default -> string(g.options.booleanOrString());
    };
  }

  /** After ALTER. */
  Statement alterDatabase() {
    expect(DATABASE);
    String name = colId();
    switch (tokens.kind) {
      case RENAME -> {
        return g.alter.rename(ObjectType.OBJECT_DATABASE, string(name));
      }
      case OWNER -> {
        return tokens.peek(1) == TO
            ? g.alter.owner(ObjectType.OBJECT_DATABASE, string(name))
            : new AlterDatabaseStmt(name, databaseOptions());
      }
      case REFRESH -> {
        tokens.advance();
        expect(COLLATION, VERSION);
        return new AlterDatabaseRefreshCollStmt(name);
      }
      case SET, RESET -> {
        if (tokens.peek(1) == TABLESPACE && tokens.peek(2).isColumnName() && at(SET)) {
          expect(SET, TABLESPACE);
          int start = location();
          return new AlterDatabaseStmt(
              name, List.of(defElem("tablespace", string(colId()), start)));
        }
        return new AlterDatabaseSetStmt(name, g.session.setOrReset());
      }
      default -> {
        accept(WITH);
        return new AlterDatabaseStmt(name, databaseOptions());
      }
    }
  }

  // Tablespaces.

  /** After CREATE. */
  Statement createTablespace() {
    expect(TABLESPACE);
    String name = colId();
    RoleSpec owner = accept(OWNER) ? g.names.roleSpec() : null;
    expect(LOCATION);
    String directory = sconst();
    List<DefElem> options = accept(WITH) ? g.options.relOptions() : List.of();
    return new CreateTableSpaceStmt(name, owner, directory, options);
  }

  /** After ALTER. */
  Statement alterTablespace() {
    expect(TABLESPACE);
    String name = colId();
    if (at(RENAME) || at(OWNER)) {
      return g.alter.shared(ObjectType.OBJECT_TABLESPACE, string(name));
    }
    boolean reset = accept(RESET);
    if (!reset) {
      expect(SET);
    }
    return new AlterTableSpaceOptionsStmt(name, g.options.relOptions(), reset);
  }

  // Schemas.

  /** After CREATE. */
  Statement createSchema() {
    expect(SCHEMA);
    boolean ifNotExists = ifNotExists();
    String name = at(AUTHORIZATION) ? null : colId();
    RoleSpec owner = accept(AUTHORIZATION) ? g.names.roleSpec() : null;
    int elementsStart = location();
    List<Statement> elements = new ArrayList<>();
    while (at(CREATE) || at(GRANT)) {
      elements.add(g.statements.schemaElement());
    }
    if (ifNotExists && !elements.isEmpty()) {
      throw notSupported(
          "CREATE SCHEMA IF NOT EXISTS cannot include schema elements", elementsStart);
    }
    return new CreateSchemaStmt(name, owner, unmodifiable(elements), ifNotExists);
  }

  // Extensions.

  /** After CREATE. */
  Statement createExtension() {
    expect(EXTENSION);
    boolean ifNotExists = ifNotExists();
    String name = colId();
    accept(WITH);
    List<DefElem> options = new ArrayList<>();
    while (true) {
      int start = location();
      switch (tokens.kind) {
        case SCHEMA -> {
          tokens.advance();
          options.add(defElem("schema", string(colId()), start));
        }
        case VERSION -> {
          tokens.advance();
          options.add(defElem("new_version", string(nonReservedWordOrSconst()), start));
        }
        case FROM -> {
          tokens.advance();
          nonReservedWordOrSconst();
          throw notSupported("CREATE EXTENSION ... FROM is no longer supported", start);
        }
        case CASCADE -> {
          tokens.advance();
          options.add(defElem("cascade", bool(true), start));
        }
        default -> {
          return new CreateExtensionStmt(name, ifNotExists, unmodifiable(options));
        }
      }
    }
  }

  /** After ALTER. */
  Statement alterExtension() {
    expect(EXTENSION);
    String name = colId();
    switch (tokens.kind) {
      case UPDATE -> {
        tokens.advance();
        List<DefElem> options = new ArrayList<>(1);
        while (at(TO)) {
          int start = location();
          tokens.advance();
          options.add(defElem("new_version", string(nonReservedWordOrSconst()), start));
        }
        return new AlterExtensionStmt(name, unmodifiable(options));
      }
      case SET -> {
        expect(SET, SCHEMA);
        return new AlterObjectSchemaStmt(
            ObjectType.OBJECT_EXTENSION, null, string(name), colId(), false);
      }
      case ADD, DROP -> {
        int action = at(ADD) ? 1 : -1;
        tokens.advance();
        ObjectGrammar.Target target = g.objects.extensionMember();
        return new AlterExtensionContentsStmt(name, action, target.type(), target.object());
      }
      default -> throw syntaxError();
    }
  }

  // Languages and access methods.

  /** After CREATE and OR REPLACE. */
  Statement createLanguage(boolean replace) {
    boolean trusted = accept(TRUSTED);
    accept(PROCEDURAL);
    expect(LANGUAGE);
    String name = colId();
    if (!accept(HANDLER)) {
      return new CreateExtensionStmt(name, replace, List.of());
    }
    List<String> handler = anyName();
    List<String> inline = accept(INLINE) ? anyName() : List.of();
    List<String> validator = List.of();
    if (accept(VALIDATOR)) {
      validator = anyName();
    } else {
      acceptAll(NO, VALIDATOR);
    }
    return new CreatePLangStmt(replace, name, handler, inline, validator, trusted);
  }

  /** After CREATE. */
  Statement createAccessMethod() {
    expect(ACCESS, METHOD);
    String name = colId();
    expect(TYPE);
    char type = 't';
    if (accept(INDEX)) {
      type = 'i';
    } else {
      expect(TABLE);
    }
    expect(HANDLER);
    return new CreateAmStmt(name, anyName(), type);
  }
}
