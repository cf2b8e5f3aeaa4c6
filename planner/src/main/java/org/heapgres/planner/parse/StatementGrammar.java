package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import org.heapgres.planner.parse.tree.Clause.WithClause;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.storage.PgException;

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
      case ALTER, DROP, COMMENT, GRANT, REVOKE, SECURITY, IMPORT, REASSIGN ->
          throw PgException.notSupported(tokens.text().toUpperCase(java.util.Locale.ROOT));
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

  private Statement create() {
    expect(CREATE);
    boolean replace = acceptAll(OR, REPLACE);
    switch (tokens.kind) {
      case TABLE,
          TEMP,
          TEMPORARY,
          UNLOGGED,
          LOCAL,
          GLOBAL,
          SEQUENCE,
          VIEW,
          RECURSIVE,
          MATERIALIZED -> {
        char persistence = g.relations.persistence();
        return switch (tokens.kind) {
          case VIEW, RECURSIVE -> g.relations.createView(replace, persistence);
          case SEQUENCE -> g.sequences.create(persistence);
          case MATERIALIZED -> g.relations.createMaterializedView(persistence);
          default -> g.relations.createTable(persistence);
        };
      }
      case UNIQUE, INDEX -> {
        return g.indexes.create();
      }
      case FOREIGN -> {
        tokens.advance();
        return g.relations.createForeignTable();
      }
      default -> throw PgException.notSupported("CREATE " + tokens.text());
    }
  }
}
