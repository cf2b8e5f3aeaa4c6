package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.RelationStatement.AlterSeqStmt;
import org.heapgres.planner.parse.tree.RelationStatement.CreateSeqStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.ListValue;

/** Sequences and the options that identity columns share with them. */
final class SequenceGrammar extends GrammarPart {
  SequenceGrammar(Grammar g) {
    super(g);
  }

  /** After CREATE and what says how long the sequence lives. */
  CreateSeqStmt create(char persistence) {
    expect(SEQUENCE);
    boolean ifNotExists = ifNotExists();
    RangeVar name = g.names.qualifiedName().withRelpersistence(persistence);
    return new CreateSeqStmt(name, options(), ifNotExists);
  }

  /** The options of ALTER SEQUENCE, of which at least one is needed. */
  AlterSeqStmt alter(RangeVar sequence, boolean missingOk) {
    List<DefElem> options = options();
    if (options.isEmpty()) {
      throw syntaxError();
    }
    return new AlterSeqStmt(sequence, options, missingOk);
  }

  List<DefElem> parenthesizedOptions() {
    if (!accept(LEFT_PAREN)) {
      return List.of();
    }
    List<DefElem> options = options();
    if (options.isEmpty()) {
      throw syntaxError();
    }
    expect(RIGHT_PAREN);
    return options;
  }

  /** Whether a sequence's option is here. */
  boolean atOption() {
    return switch (tokens.kind) {
      case AS, CACHE, CYCLE, NO, INCREMENT, LOGGED, UNLOGGED -> true;
      case MAXVALUE, MINVALUE, OWNED, SEQUENCE, START, RESTART -> true;
      default -> false;
    };
  }

  List<DefElem> options() {
    List<DefElem> options = new ArrayList<>(4);
    while (true) {
      DefElem option = option();
      if (option == null) {
        return options.isEmpty() ? List.of() : unmodifiable(options);
      }
      options.add(option);
    }
  }

  /** One option, or null. */
  DefElem option() {
    int start = location();
    switch (tokens.kind) {
      case AS -> {
        tokens.advance();
        return defElem("as", g.types.simpleTypeName(), start);
      }
      case CACHE -> {
        tokens.advance();
        return defElem("cache", g.names.numericOnly(), start);
      }
      case CYCLE -> {
        tokens.advance();
        return defElem("cycle", bool(true), start);
      }
      case NO -> {
        tokens.advance();
        String name = tokens.text();
        if (!at(CYCLE) && !at(MAXVALUE) && !at(MINVALUE)) {
          throw syntaxError();
        }
        tokens.advance();
        return defElem(name, name.equals("cycle") ? bool(false) : null, start);
      }
      case INCREMENT -> {
        tokens.advance();
        accept(BY);
        return defElem("increment", g.names.numericOnly(), start);
      }
      case LOGGED, UNLOGGED -> {
        return defElem(take(), null, start);
      }
      case MAXVALUE, MINVALUE -> {
        String name = take();
        return defElem(name, g.names.numericOnly(), start);
      }
      case OWNED -> {
        tokens.advance();
        expect(BY);
        return defElem("owned_by", new ListValue(strings(anyName())), start);
      }
      case SEQUENCE -> {
        tokens.advance();
        expect(NAME);
        return defElem("sequence_name", new ListValue(strings(anyName())), start);
      }
      case START -> {
        tokens.advance();
        accept(WITH);
        return defElem("start", g.names.numericOnly(), start);
      }
      case RESTART -> {
        tokens.advance();
        boolean value = accept(WITH) || at(INTEGER_LITERAL) || at(NUMBER) || at(PLUS) || at(MINUS);
        return defElem("restart", value ? g.names.numericOnly() : null, start);
      }
      default -> {
        return null;
      }
    }
  }
}
