package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Indirection.A_Star;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.UtilityStatement.CopyStmt;
import org.heapgres.planner.parse.tree.Value.ListValue;

/** COPY, with options in parentheses or in the words of earlier releases. */
final class CopyGrammar extends GrammarPart {
  CopyGrammar(Grammar g) {
    super(g);
  }

  Statement copy() {
    expect(COPY);
    return at(LEFT_PAREN) ? query() : table();
  }

  private Statement query() {
    tokens.advance();
    Statement query = g.statements.preparable();
    expect(RIGHT_PAREN);
    int toLocation = location();
    expect(TO);
    boolean program = accept(PROGRAM);
    String file = file();
    requireFile(program, file, toLocation);
    accept(WITH);
    return new CopyStmt(null, query, List.of(), false, program, file, options(), null);
  }

  private Statement table() {
    List<DefElem> options = new ArrayList<>();
    int start = location();
    if (at(BINARY)) {
      tokens.advance();
      options.add(defElem("format", string("binary"), start));
    }
    RangeVar relation = g.names.qualifiedName();
    List<String> columns = optionalColumnList();
    boolean from = accept(FROM);
    if (!from) {
      expect(TO);
    }
    boolean program = accept(PROGRAM);
    String file = file();
    int delimiterLocation = -1;
    if (at(USING) || at(DELIMITERS)) {
      delimiterLocation = location();
      accept(USING);
      int delimiterStart = location();
      expect(DELIMITERS);
      options.add(defElem("delimiter", string(sconst()), delimiterStart));
    }
    accept(WITH);
    options.addAll(options());
    int whereLocation = location();
    Expression where = g.select.whereClause();
    requireFile(program, file, delimiterLocation);
    if (!from && where != null) {
      throw syntaxError("WHERE clause not allowed with COPY TO", whereLocation)
          .withHint("Try the COPY (SELECT ... WHERE ...) TO variant.");
    }
    return new CopyStmt(relation, null, columns, from, program, file, unmodifiable(options), where);
  }

  /** A file's name; null for STDIN and STDOUT. */
  private String file() {
    if (accept(STDIN) || accept(STDOUT)) {
      return null;
    }
    return sconst();
  }

  private void requireFile(boolean program, String file, int at) {
    if (program && file == null) {
      throw syntaxError("STDIN/STDOUT not allowed with PROGRAM", at);
    }
  }

  private List<DefElem> options() {
    if (at(LEFT_PAREN)) {
      return parenthesized(this::option);
    }
    List<DefElem> options = new ArrayList<>();
    while (true) {
      DefElem option = oldOption();
      if (option == null) {
        return unmodifiable(options);
      }
      options.add(option);
    }
  }

  private DefElem option() {
    int start = location();
    String name = colLabelOrFormat();
    return defElem(name, optionValue(), start);
  }

  /** FORMAT in front of JSON is a token of its own, but no label. */
  private String colLabelOrFormat() {
    return at(FORMAT_LA) ? take() : colLabel();
  }

  private Node optionValue() {
    return switch (tokens.kind) {
      case COMMA, RIGHT_PAREN -> null;
      case STAR -> {
        tokens.advance();
        yield new A_Star();
      }
      case LEFT_PAREN ->
          new ListValue(unmodifiable(new ArrayList<>(parenthesized(this::listItem))));
      case DEFAULT -> string(take());
      case INTEGER_LITERAL, NUMBER, PLUS, MINUS -> g.names.numericOnly();
      default -> string(g.options.booleanOrString());
    };
  }

  private Node listItem() {
    return string(g.options.booleanOrString());
  }

  private DefElem oldOption() {
    int start = location();
    switch (tokens.kind) {
      case BINARY, CSV -> {
        return defElem("format", string(take()), start);
      }
      case FREEZE, HEADER -> {
        return defElem(take(), bool(true), start);
      }
      case DELIMITER, QUOTE, ESCAPE -> {
        String name = take();
        accept(AS);
        return defElem(name, string(sconst()), start);
      }
      case NULL -> {
        tokens.advance();
        accept(AS);
        return defElem("null", string(sconst()), start);
      }
      case ENCODING -> {
        tokens.advance();
        return defElem("encoding", string(sconst()), start);
      }
      case FORCE -> {
        tokens.advance();
        return force(start);
      }
      default -> {
        return null;
      }
    }
  }

  private DefElem force(int start) {
    if (accept(QUOTE)) {
      return defElem("force_quote", accept(STAR) ? new A_Star() : columns(), start);
    }
    String name = accept(NOT) ? "force_not_null" : "force_null";
    expect(NULL);
    return defElem(name, accept(STAR) ? new A_Star() : columns(), start);
  }

  private ListValue columns() {
    return new ListValue(strings(nameList()));
  }
}
