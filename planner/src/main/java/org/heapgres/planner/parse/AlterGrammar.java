package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.List;
import org.heapgres.planner.parse.tree.Definition.AlterTableCmd;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterObjectDependsStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterObjectSchemaStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterOwnerStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.ObjectStatement.RenameStmt;
import org.heapgres.planner.parse.tree.RelationStatement.AlterTableMoveAllStmt;
import org.heapgres.planner.parse.tree.RelationStatement.AlterTableStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.StringValue;

/**
 * ALTER: which kind of object, and what all kinds share: RENAME, OWNER TO, SET SCHEMA and DEPENDS
 * ON EXTENSION.
 */
final class AlterGrammar extends GrammarPart {
  AlterGrammar(Grammar g) {
    super(g);
  }

  Statement alter() {
    expect(ALTER);
    return switch (tokens.kind) {
      case TABLE, INDEX, SEQUENCE, VIEW, MATERIALIZED -> relation(g.objects.objectType());
      case FOREIGN -> {
        ObjectType type = g.objects.objectType();
        yield type == ObjectType.OBJECT_FOREIGN_TABLE ? relation(type) : g.foreign.alterWrapper();
      }
      case TYPE -> g.typeDefinitions.alterType();
      case DOMAIN -> g.typeDefinitions.alterDomain();
      case FUNCTION, PROCEDURE, ROUTINE -> g.routines.alterFunction();
      case AGGREGATE, CONVERSION, SCHEMA -> simple();
      case LANGUAGE, PROCEDURAL, LARGE -> simple();
      case EVENT -> g.triggers.alterEventTrigger();
      case OPERATOR -> g.operators.alter();
      case COLLATION -> g.typeDefinitions.alterCollation();
      case STATISTICS -> g.statistics.alter();
      case TEXT -> g.textSearch.alter();
      case TRIGGER, RULE, POLICY -> g.triggers.alterPart();
      case DATABASE -> g.databases.alterDatabase();
      case TABLESPACE -> g.databases.alterTablespace();
      case EXTENSION -> g.databases.alterExtension();
      case ROLE, USER, GROUP -> g.roles.alter();
      case SERVER -> g.foreign.alterServer();
      case PUBLICATION -> g.replication.alterPublication();
      case SUBSCRIPTION -> g.replication.alterSubscription();
      case DEFAULT -> g.privileges.alterDefault();
      case SYSTEM -> {
        tokens.advance();
        yield g.session.alterSystem();
      }
      default -> throw syntaxError();
    };
  }

  /** Objects that know nothing but the commands all share. */
  private Statement simple() {
    if (accept(LARGE)) {
      expect(OBJECT);
      Node number = g.names.numericOnly();
      return owner(ObjectType.OBJECT_LARGEOBJECT, number);
    }
    ObjectType type = g.objects.objectType();
    return shared(type, g.objects.objectName(type));
  }

  // Relations.

  private Statement relation(ObjectType type) {
    if (type == ObjectType.OBJECT_TABLE
        || type == ObjectType.OBJECT_INDEX
        || type == ObjectType.OBJECT_MATVIEW) {
      if (accept(ALL)) {
        return moveAll(type);
      }
    }
    boolean missingOk = ifExists();
    boolean expression = type == ObjectType.OBJECT_TABLE || type == ObjectType.OBJECT_FOREIGN_TABLE;
    RangeVar relation = expression ? g.from.relationExpr() : g.names.qualifiedName();
    switch (tokens.kind) {
      case RENAME -> {
        return renameRelation(type, relation, missingOk);
      }
      case SET -> {
        if (tokens.peek(1) == SCHEMA && type != ObjectType.OBJECT_INDEX) {
          expect(SET, SCHEMA);
          return new AlterObjectSchemaStmt(type, relation, null, colId(), missingOk);
        }
      }
      case DEPENDS, NO -> {
        boolean possible = type == ObjectType.OBJECT_INDEX || type == ObjectType.OBJECT_MATVIEW;
        if (possible && !missingOk && (at(DEPENDS) || tokens.peek(1) == DEPENDS)) {
          return depends(type, relation, null);
        }
      }
      case ATTACH, DETACH -> {
        if (type == ObjectType.OBJECT_TABLE || type == ObjectType.OBJECT_INDEX) {
          List<AlterTableCmd> commands =
              List.of(g.alterTable.partitionCommand(type == ObjectType.OBJECT_TABLE));
          return new AlterTableStmt(relation, commands, type, missingOk);
        }
      }
      default -> {}
    }
    if (type == ObjectType.OBJECT_SEQUENCE && g.sequences.atOption()) {
      return g.sequences.alter(relation, missingOk);
    }
    return new AlterTableStmt(relation, g.alterTable.commands(), type, missingOk);
  }

  private Statement moveAll(ObjectType type) {
    expect(IN, TABLESPACE);
    String from = colId();
    List<RoleSpec> owners = List.of();
    if (acceptAll(OWNED, BY)) {
      owners = g.names.roleList();
    }
    expect(SET, TABLESPACE);
    String to = colId();
    return new AlterTableMoveAllStmt(from, type, owners, to, accept(NOWAIT));
  }

  private Statement renameRelation(ObjectType type, RangeVar relation, boolean missingOk) {
    tokens.advance();
    if (accept(TO)) {
      return rename(type, null, relation, null, null, colId(), missingOk);
    }
    boolean columns = type != ObjectType.OBJECT_INDEX && type != ObjectType.OBJECT_SEQUENCE;
    if (!columns) {
      throw syntaxError();
    }
    if (type == ObjectType.OBJECT_TABLE && accept(CONSTRAINT)) {
      String name = colId();
      expect(TO);
      return rename(
          ObjectType.OBJECT_TABCONSTRAINT, null, relation, null, name, colId(), missingOk);
    }
    accept(COLUMN);
    String name = colId();
    expect(TO);
    return rename(ObjectType.OBJECT_COLUMN, type, relation, null, name, colId(), missingOk);
  }

  // What objects share.

  static RenameStmt rename(
      ObjectType type,
      ObjectType relationType,
      RangeVar relation,
      Node object,
      String subname,
      String newName,
      boolean missingOk) {
    return new RenameStmt(
        type,
        relationType,
        relation,
        object,
        subname,
        newName,
        DropBehavior.DROP_RESTRICT,
        missingOk);
  }

  /** RENAME TO, OWNER TO, SET SCHEMA and DEPENDS ON EXTENSION, as far as {@code type} has them. */
  Statement shared(ObjectType type, Node object) {
    switch (tokens.kind) {
      case RENAME -> {
        return rename(type, object);
      }
      case OWNER -> {
        if (isOwned(type)) {
          return owner(type, object);
        }
      }
      case SET -> {
        if (isInSchema(type)) {
          expect(SET, SCHEMA);
          return new AlterObjectSchemaStmt(type, null, object, colId(), false);
        }
      }
      case NO, DEPENDS -> {
        if (type == ObjectType.OBJECT_FUNCTION
            || type == ObjectType.OBJECT_PROCEDURE
            || type == ObjectType.OBJECT_ROUTINE) {
          return depends(type, null, object);
        }
      }
      default -> {}
    }
    throw syntaxError();
  }

  Statement rename(ObjectType type, Node object) {
    expect(RENAME, TO);
    boolean bySubname =
        type == ObjectType.OBJECT_SCHEMA
            || type == ObjectType.OBJECT_DATABASE
            || type == ObjectType.OBJECT_TABLESPACE;
    if (bySubname && object instanceof StringValue(String name)) {
      return rename(type, null, null, null, name, colId(), false);
    }
    return rename(type, null, null, object, null, colId(), false);
  }

  AlterOwnerStmt owner(ObjectType type, Node object) {
    expect(OWNER, TO);
    return new AlterOwnerStmt(type, null, object, g.names.roleSpec());
  }

  AlterObjectDependsStmt depends(ObjectType type, RangeVar relation, Node object) {
    boolean remove = accept(NO);
    expect(DEPENDS, ON, EXTENSION);
    return new AlterObjectDependsStmt(type, relation, object, colId(), remove);
  }

  private static boolean isOwned(ObjectType type) {
    return type != ObjectType.OBJECT_TSPARSER && type != ObjectType.OBJECT_TSTEMPLATE;
  }

  private static boolean isInSchema(ObjectType type) {
    return switch (type) {
      case OBJECT_AGGREGATE,
          OBJECT_COLLATION,
          OBJECT_CONVERSION,
          OBJECT_DOMAIN,
          OBJECT_EXTENSION,
          OBJECT_FUNCTION,
          OBJECT_PROCEDURE,
          OBJECT_ROUTINE,
          OBJECT_OPERATOR,
          OBJECT_OPCLASS,
          OBJECT_OPFAMILY,
          OBJECT_STATISTIC_EXT,
          OBJECT_TSPARSER,
          OBJECT_TSDICTIONARY,
          OBJECT_TSTEMPLATE,
          OBJECT_TSCONFIGURATION,
          OBJECT_TYPE ->
          true;
      default -> false;
    };
  }
}
