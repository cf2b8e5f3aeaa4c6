package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.VacuumRelation;
import org.heapgres.planner.parse.tree.Expression.FuncCall;
import org.heapgres.planner.parse.tree.RelationStatement.TruncateStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.UtilityStatement.CallStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.CheckPointStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.ClusterStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.DoStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.ExplainStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.ListenStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.LoadStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.LockStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.NotifyStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.ReindexObjectType;
import org.heapgres.planner.parse.tree.UtilityStatement.ReindexStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.UnlistenStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.VacuumStmt;

/** EXPLAIN, DO, CALL, notifications, locks and upkeep. */
final class UtilityGrammar extends GrammarPart {
  private static final int ACCESS_SHARE = 1;
  private static final int ROW_SHARE = 2;
  private static final int ROW_EXCLUSIVE = 3;
  private static final int SHARE_UPDATE_EXCLUSIVE = 4;
  private static final int SHARE_LOCK = 5;
  private static final int SHARE_ROW_EXCLUSIVE = 6;
  private static final int EXCLUSIVE_LOCK = 7;
  private static final int ACCESS_EXCLUSIVE = 8;

  UtilityGrammar(Grammar g) {
    super(g);
  }

  Statement explain() {
    expect(EXPLAIN);
    List<DefElem> options = new ArrayList<>();
    if (at(LEFT_PAREN) && optionsFollow()) {
      options.addAll(g.options.utilityOptions());
    } else {
      int start = location();
      if (at(ANALYZE) || at(ANALYSE)) {
        tokens.advance();
        options.add(defElem("analyze", null, start));
      }
      int verbose = location();
      if (accept(VERBOSE)) {
        options.add(defElem("verbose", null, verbose));
      }
    }
    return new ExplainStmt(g.statements.explainable(), unmodifiable(options));
  }

  /** Whether the parenthesis holds options and not a query. */
  private boolean optionsFollow() {
    return switch (tokens.peek(1)) {
      case LEFT_PAREN, SELECT, VALUES, TABLE, WITH, WITH_LA -> false;
      default -> true;
    };
  }

  Statement doStatement() {
    expect(DO);
    List<DefElem> arguments = new ArrayList<>(2);
    String tag = "";
    do {
      int start = location();
      if (accept(LANGUAGE)) {
        arguments.add(defElem("language", string(nonReservedWordOrSconst()), start));
      } else {
        tag = dollarTag(tokens.quoted());
        arguments.add(defElem("as", string(sconst()), start));
      }
    } while (at(STRING_LITERAL) || at(LANGUAGE));
    SelectStmt using = accept(USING) ? SelectGrammar.of(commaList(this::blockArgument)) : null;
    if (accept(WITH)) {
      arguments.addAll(g.options.definition());
    }
    return new DoStmt(unmodifiable(arguments), tag, using);
  }

  private ResTarget blockArgument() {
    int start = location();
    return new ResTarget(null, List.of(), g.expressions.expression(), start);
  }

  /** What is between the first two dollars; empty for a string in other quotes. */
  private static String dollarTag(String literal) {
    return literal.startsWith("$") ? literal.substring(1, literal.indexOf('$', 1)) : "";
  }

  Statement call() {
    expect(CALL);
    int start = location();
    Token first = tokens.kind;
    if (!first.isTypeOrFunctionName() && !(first.isColumnName() && tokens.peek(1) == DOT)) {
      throw syntaxError();
    }
    List<String> name = attributes(take());
    FuncCall call = g.functions.application(name, start);
    return new CallStmt(call);
  }

  // Notifications.

  Statement notifyStatement() {
    expect(NOTIFY);
    String channel = colId();
    return new NotifyStmt(channel, accept(COMMA) ? sconst() : null);
  }

  Statement listen() {
    expect(LISTEN);
    return new ListenStmt(colId());
  }

  Statement unlisten() {
    expect(UNLISTEN);
    return new UnlistenStmt(accept(STAR) ? null : colId());
  }

  // Locks.

  Statement lock() {
    expect(LOCK);
    accept(TABLE);
    List<RangeVar> relations = commaList(g.from::relationExpr);
    int mode = ACCESS_EXCLUSIVE;
    if (accept(IN)) {
      mode = lockMode();
      expect(MODE);
    }
    return new LockStmt(relations, mode, accept(NOWAIT));
  }

  private int lockMode() {
    Token first = tokens.kind;
    switch (first) {
      case ACCESS, ROW, SHARE, EXCLUSIVE -> tokens.advance();
      default -> throw syntaxError();
    }
    switch (first) {
      case ACCESS -> {
        if (accept(SHARE)) {
          return ACCESS_SHARE;
        }
        expect(EXCLUSIVE);
        return ACCESS_EXCLUSIVE;
      }
      case ROW -> {
        if (accept(SHARE)) {
          return ROW_SHARE;
        }
        expect(EXCLUSIVE);
        return ROW_EXCLUSIVE;
      }
      case SHARE -> {
        if (accept(UPDATE)) {
          expect(EXCLUSIVE);
          return SHARE_UPDATE_EXCLUSIVE;
        }
        if (accept(ROW)) {
          expect(EXCLUSIVE);
          return SHARE_ROW_EXCLUSIVE;
        }
        return SHARE_LOCK;
      }
      default -> {
        return EXCLUSIVE_LOCK;
      }
    }
  }

  // Upkeep.

  Statement truncate() {
    expect(TRUNCATE);
    accept(TABLE);
    List<RangeVar> relations = commaList(g.from::relationExpr);
    boolean restart = acceptAll(RESTART, IDENTITY);
    if (!restart) {
      acceptAll(CONTINUE, IDENTITY);
    }
    return new TruncateStmt(relations, restart, dropBehavior());
  }

  DropBehavior dropBehavior() {
    if (accept(CASCADE)) {
      return DropBehavior.DROP_CASCADE;
    }
    accept(RESTRICT);
    return DropBehavior.DROP_RESTRICT;
  }

  Statement vacuum() {
    expect(VACUUM);
    List<DefElem> options = new ArrayList<>();
    if (at(LEFT_PAREN)) {
      options.addAll(g.options.utilityOptions());
    } else {
      for (Token word : List.of(FULL, FREEZE, VERBOSE)) {
        int start = location();
        if (accept(word)) {
          options.add(defElem(word.text, null, start));
        }
      }
      int start = location();
      if (accept(ANALYZE) || accept(ANALYSE)) {
        options.add(defElem("analyze", null, start));
      }
    }
    return new VacuumStmt(unmodifiable(options), vacuumRelations(), true);
  }

  Statement analyze() {
    tokens.advance();
    List<DefElem> options = List.of();
    if (at(LEFT_PAREN)) {
      options = g.options.utilityOptions();
    } else if (at(VERBOSE)) {
      int start = location();
      options = List.of(defElem(take(), null, start));
    }
    return new VacuumStmt(options, vacuumRelations(), false);
  }

  private List<VacuumRelation> vacuumRelations() {
    return tokens.kind.isColumnName() || at(ONLY) ? commaList(this::vacuumRelation) : List.of();
  }

  private VacuumRelation vacuumRelation() {
    RangeVar relation = g.from.relationExpr();
    return new VacuumRelation(relation, optionalColumnList());
  }

  Statement cluster() {
    expect(CLUSTER);
    List<DefElem> options = new ArrayList<>(1);
    if (at(LEFT_PAREN)) {
      options.addAll(g.options.utilityOptions());
      if (!tokens.kind.isColumnName()) {
        return new ClusterStmt(null, null, unmodifiable(options));
      }
      RangeVar relation = g.names.qualifiedName();
      String index = accept(USING) ? colId() : null;
      return new ClusterStmt(relation, index, unmodifiable(options));
    }
    int start = location();
    if (accept(VERBOSE)) {
      options.add(defElem("verbose", null, start));
    }
    if (!tokens.kind.isColumnName()) {
      return new ClusterStmt(null, null, unmodifiable(options));
    }
    RangeVar first = g.names.qualifiedName();
    if (accept(ON)) {
      return new ClusterStmt(g.names.qualifiedName(), first.relname(), unmodifiable(options));
    }
    String index = accept(USING) ? colId() : null;
    return new ClusterStmt(first, index, unmodifiable(options));
  }

  Statement reindex() {
    expect(REINDEX);
    List<DefElem> options = new ArrayList<>();
    if (at(LEFT_PAREN)) {
      options.addAll(g.options.utilityOptions());
    }
    ReindexObjectType kind =
        switch (tokens.kind) {
          case INDEX -> ReindexObjectType.REINDEX_OBJECT_INDEX;
          case TABLE -> ReindexObjectType.REINDEX_OBJECT_TABLE;
          case SCHEMA -> ReindexObjectType.REINDEX_OBJECT_SCHEMA;
          case SYSTEM -> ReindexObjectType.REINDEX_OBJECT_SYSTEM;
          case DATABASE -> ReindexObjectType.REINDEX_OBJECT_DATABASE;
          default -> throw syntaxError();
        };
    tokens.advance();
    int start = location();
    if (accept(CONCURRENTLY)) {
      options.add(defElem("concurrently", null, start));
    }
    return switch (kind) {
      case REINDEX_OBJECT_INDEX, REINDEX_OBJECT_TABLE ->
          new ReindexStmt(kind, g.names.qualifiedName(), null, unmodifiable(options));
      case REINDEX_OBJECT_SCHEMA -> new ReindexStmt(kind, null, colId(), unmodifiable(options));
      case REINDEX_OBJECT_SYSTEM, REINDEX_OBJECT_DATABASE ->
          new ReindexStmt(
              kind, null, tokens.kind.isColumnName() ? take() : null, unmodifiable(options));
    };
  }

  Statement checkpoint() {
    expect(CHECKPOINT);
    return new CheckPointStmt();
  }

  Statement load() {
    expect(LOAD);
    return new LoadStmt(sconst());
  }
}
