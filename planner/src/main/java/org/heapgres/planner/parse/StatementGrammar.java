package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import org.heapgres.planner.parse.tree.Clause.WithClause;
import org.heapgres.planner.parse.tree.Statement;

/** Which statement is here: by its first word or words. */
final class StatementGrammar extends GrammarPart {
  StatementGrammar(Grammar g) {
    super(g);
  }

  Statement statement() {
    return switch (tokens.kind) {
      case SELECT, VALUES, TABLE, LEFT_PAREN, WITH, WITH_LA, INSERT, UPDATE, DELETE, MERGE ->
          preparable();
      case BEGIN, START, COMMIT, END, ABORT, ROLLBACK, SAVEPOINT, RELEASE ->
          g.session.transaction();
      case SET -> g.session.set();
      case RESET -> g.session.reset();
      case SHOW -> g.session.show();
      case DISCARD -> g.session.discard();
      case PREPARE -> g.prepared.prepare();
      case EXECUTE -> g.prepared.execute();
      case DEALLOCATE -> g.prepared.deallocate();
      case DECLARE -> g.prepared.declare();
      case CLOSE -> g.prepared.close();
      case FETCH, MOVE -> g.prepared.fetch();
      case COPY -> g.copy.copy();
      case EXPLAIN -> g.utility.explain();
      case DO -> g.utility.doStatement();
      case CALL -> g.utility.call();
      case NOTIFY -> g.utility.notifyStatement();
      case LISTEN -> g.utility.listen();
      case UNLISTEN -> g.utility.unlisten();
      case LOCK -> g.utility.lock();
      case TRUNCATE -> g.utility.truncate();
      case VACUUM -> g.utility.vacuum();
      case ANALYZE, ANALYSE -> g.utility.analyze();
      case CLUSTER -> g.utility.cluster();
      case REINDEX -> g.utility.reindex();
      case CHECKPOINT -> g.utility.checkpoint();
      case LOAD -> g.utility.load();
      case REFRESH -> g.relations.refresh();
      case CREATE -> create();
      case ALTER -> g.alter.alter();
      case DROP -> g.drop.drop();
      case COMMENT -> g.objects.comment();
      case SECURITY -> g.objects.securityLabel();
      case GRANT -> g.privileges.grant();
      case REVOKE -> g.privileges.revoke();
      case REASSIGN -> g.roles.reassign();
      case IMPORT -> g.foreign.importSchema();
      default -> throw syntaxError();
    };
  }

  /** A query or data change, as PREPARE, WITH and COPY take it. */
  Statement preparable() {
    if (at(LEFT_PAREN)) {
      return g.select.selectStmt();
    }
    WithClause with = g.select.optionalWithClause();
    return switch (tokens.kind) {
      case INSERT -> g.dml.insert(with);
      case UPDATE -> g.dml.update(with);
      case DELETE -> g.dml.delete(with);
      case MERGE -> g.dml.merge(with);
      default -> g.select.selectAfterWith(with);
    };
  }

  /** What EXPLAIN takes. */
  Statement explainable() {
    return switch (tokens.kind) {
      case DECLARE -> g.prepared.declare();
      case EXECUTE -> g.prepared.execute();
      case REFRESH -> g.relations.refresh();
      case CREATE -> create();
      default -> preparable();
    };
  }

  /** What a rule may do. */
  Statement ruleAction() {
    return switch (tokens.kind) {
      case SELECT, VALUES, TABLE, LEFT_PAREN, WITH, WITH_LA, INSERT, UPDATE, DELETE -> preparable();
      default -> throw syntaxError();
    };
  }

  /** What CREATE SCHEMA may hold. */
  Statement schemaElement() {
    if (at(GRANT)) {
      return g.privileges.grant();
    }
    return create();
  }

  private Statement create() {
    expect(CREATE);
    boolean replace = at(OR);
    if (replace) {
      expect(OR, REPLACE);
    }
    return switch (tokens.kind) {
      case VIEW, TEMP, TEMPORARY, LOCAL, GLOBAL, UNLOGGED, RECURSIVE -> createRelation(replace);
      case FUNCTION, PROCEDURE -> g.routines.create(replace);
      case AGGREGATE -> g.operators.createAggregate(replace);
      case TRANSFORM -> g.operators.createTransform(replace);
      case TRIGGER -> g.triggers.createTrigger(replace);
      case CONSTRAINT -> g.triggers.createTrigger(replace);
      case RULE -> g.triggers.createRule(replace);
      case TRUSTED, PROCEDURAL, LANGUAGE -> g.databases.createLanguage(replace);
      default -> {
        if (g.objects.atModule()) {
          yield g.objects.createModule(replace);
        }
        if (replace) {
          throw syntaxError();
        }
        yield createNew();
      }
    };
  }

  private Statement createRelation(boolean replace) {
    char persistence = g.relations.persistence();
    return switch (tokens.kind) {
      case VIEW, RECURSIVE -> g.relations.createView(replace, persistence);
      case SEQUENCE -> {
        requireNew(replace);
        yield g.sequences.create(persistence);
      }
      case MATERIALIZED -> {
        requireNew(replace);
        yield g.relations.createMaterializedView(persistence);
      }
      default -> {
        requireNew(replace);
        yield g.relations.createTable(persistence);
      }
    };
  }

  private void requireNew(boolean replace) {
    if (replace) {
      throw syntaxError();
    }
  }

  /** What OR REPLACE does not apply to. */
  private Statement createNew() {
    return switch (tokens.kind) {
      case TABLE, SEQUENCE, MATERIALIZED -> createRelation(false);
      case UNIQUE, INDEX -> g.indexes.create();
      case FOREIGN -> {
        tokens.advance();
        yield at(DATA) ? g.foreign.createWrapper() : g.relations.createForeignTable();
      }
      case TYPE -> g.typeDefinitions.createType();
      case DOMAIN -> g.typeDefinitions.createDomain();
      case COLLATION -> g.typeDefinitions.createCollation();
      case OPERATOR -> g.operators.create();
      case CAST -> g.operators.createCast();
      case DEFAULT -> {
        tokens.advance();
        yield g.operators.createConversion(true);
      }
      case CONVERSION -> g.operators.createConversion(false);
      case EVENT -> g.triggers.createEventTrigger();
      case POLICY -> g.triggers.createPolicy();
      case STATISTICS -> g.statistics.create();
      case TEXT -> g.textSearch.create();
      case SCHEMA -> g.databases.createSchema();
      case DATABASE -> g.databases.createDatabase();
      case TABLESPACE -> g.databases.createTablespace();
      case EXTENSION -> g.databases.createExtension();
      case ACCESS -> g.databases.createAccessMethod();
      case ROLE, USER, GROUP -> g.roles.create();
      case SERVER -> g.foreign.createServer();
      case PUBLICATION -> g.replication.createPublication();
      case SUBSCRIPTION -> g.replication.createSubscription();
      default -> throw syntaxError();
    };
  }
}
