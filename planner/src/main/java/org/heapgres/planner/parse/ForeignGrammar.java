package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Definition.RoleSpecType;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterFdwStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterForeignServerStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterUserMappingStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateFdwStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateForeignServerStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateUserMappingStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ImportForeignSchemaStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ImportForeignSchemaType;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.ListValue;

/** Foreign data wrappers, servers, user mappings and imports. */
final class ForeignGrammar extends GrammarPart {
  ForeignGrammar(Grammar g) {
    super(g);
  }

  // Wrappers.

  /** After CREATE FOREIGN. */
  Statement createWrapper() {
    expect(DATA, WRAPPER);
    String name = colId();
    List<DefElem> functions = wrapperFunctions();
    return new CreateFdwStmt(name, functions, g.options.genericOptions());
  }

  /** After ALTER FOREIGN DATA WRAPPER. */
  Statement alterWrapper() {
    String name = colId();
    if (at(RENAME) || at(OWNER)) {
      return g.alter.shared(ObjectType.OBJECT_FDW, string(name));
    }
    List<DefElem> functions = wrapperFunctions();
    if (functions.isEmpty() || at(OPTIONS)) {
      return new AlterFdwStmt(name, functions, g.options.alterGenericOptions());
    }
    return new AlterFdwStmt(name, functions, List.of());
  }

  private List<DefElem> wrapperFunctions() {
    List<DefElem> functions = new ArrayList<>(2);
    while (true) {
      int start = location();
      switch (tokens.kind) {
        case HANDLER, VALIDATOR -> {
          String name = take();
          functions.add(defElem(name, new ListValue(strings(anyName())), start));
        }
        case NO -> {
          tokens.advance();
          if (!at(HANDLER) && !at(VALIDATOR)) {
            throw syntaxError();
          }
          functions.add(defElem(take(), null, start));
        }
        default -> {
          return unmodifiable(functions);
        }
      }
    }
  }

  // Servers.

  /** After CREATE. */
  Statement createServer() {
    expect(SERVER);
    boolean ifNotExists = ifNotExists();
    String name = colId();
    String type = accept(TYPE) ? sconst() : null;
    String version = accept(VERSION) ? version() : null;
    expect(FOREIGN, DATA, WRAPPER);
    String wrapper = colId();
    return new CreateForeignServerStmt(
        name, type, version, wrapper, ifNotExists, g.options.genericOptions());
  }

  private String version() {
    return accept(NULL) ? null : sconst();
  }

  /** After ALTER. */
  Statement alterServer() {
    expect(SERVER);
    String name = colId();
    if (at(RENAME) || at(OWNER)) {
      return g.alter.shared(ObjectType.OBJECT_FOREIGN_SERVER, string(name));
    }
    boolean hasVersion = accept(VERSION);
    String version = hasVersion ? version() : null;
    List<DefElem> options =
        !hasVersion || at(OPTIONS) ? g.options.alterGenericOptions() : List.of();
    return new AlterForeignServerStmt(name, version, options, hasVersion);
  }

  // User mappings.

  /** A role, or USER for the current one. */
  RoleSpec authIdent() {
    int start = location();
    if (accept(USER)) {
      return new RoleSpec(RoleSpecType.ROLESPEC_CURRENT_USER, null, start);
    }
    return g.names.roleSpec();
  }

  /** After CREATE USER. */
  Statement createUserMapping() {
    expect(MAPPING);
    boolean ifNotExists = ifNotExists();
    expect(FOR);
    RoleSpec user = authIdent();
    expect(SERVER);
    String server = colId();
    return new CreateUserMappingStmt(user, server, ifNotExists, g.options.genericOptions());
  }

  /** After ALTER USER. */
  Statement alterUserMapping() {
    expect(MAPPING, FOR);
    RoleSpec user = authIdent();
    expect(SERVER);
    String server = colId();
    return new AlterUserMappingStmt(user, server, g.options.alterGenericOptions());
  }

  // IMPORT FOREIGN SCHEMA.

  Statement importSchema() {
    expect(IMPORT, FOREIGN, SCHEMA);
    String remote = colId();
    ImportForeignSchemaType type = ImportForeignSchemaType.FDW_IMPORT_SCHEMA_ALL;
    List<RangeVar> tables = List.of();
    if (acceptAll(LIMIT, TO)) {
      type = ImportForeignSchemaType.FDW_IMPORT_SCHEMA_LIMIT_TO;
    } else if (accept(EXCEPT)) {
      type = ImportForeignSchemaType.FDW_IMPORT_SCHEMA_EXCEPT;
    }
    if (type != ImportForeignSchemaType.FDW_IMPORT_SCHEMA_ALL) {
      tables = parenthesized(g.from::relationExpr);
    }
    expect(FROM, SERVER);
    String server = colId();
    expect(INTO);
    String local = colId();
    return new ImportForeignSchemaStmt(
        server, remote, local, type, tables, g.options.genericOptions());
  }
}
