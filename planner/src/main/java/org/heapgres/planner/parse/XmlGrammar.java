package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Clause.Alias;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.CoercionForm;
import org.heapgres.planner.parse.tree.Expression.XmlExpr;
import org.heapgres.planner.parse.tree.Expression.XmlExprOp;
import org.heapgres.planner.parse.tree.Expression.XmlOptionType;
import org.heapgres.planner.parse.tree.Expression.XmlSerialize;
import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.planner.parse.tree.TableReference.RangeTableFunc;
import org.heapgres.planner.parse.tree.TableReference.RangeTableFuncCol;

/** The XML functions and XMLTABLE. */
final class XmlGrammar extends GrammarPart {
  private static final int STANDALONE_YES = 0;
  private static final int STANDALONE_NO = 1;
  private static final int STANDALONE_NO_VALUE = 2;
  private static final int STANDALONE_OMITTED = 3;

  XmlGrammar(Grammar g) {
    super(g);
  }

  /** The function {@code kind}, which is the current token; a parenthesis follows. */
  Expression function(Token kind, int start) {
    tokens.advance();
    expect(LEFT_PAREN);
    Expression call =
        switch (kind) {
          case XMLCONCAT ->
              xml(XmlExprOp.IS_XMLCONCAT, null, List.of(), g.expressions.expressionList(), start);
          case XMLELEMENT -> element(start);
          case XMLEXISTS -> {
            Expression path = g.primaries.primary();
            yield FunctionGrammar.system(
                "xmlexists", List.of(path, passing()), CoercionForm.COERCE_SQL_SYNTAX, start);
          }
          case XMLFOREST ->
              xml(XmlExprOp.IS_XMLFOREST, null, commaList(this::namedValue), List.of(), start);
          case XMLPARSE -> parse(start);
          case XMLPI -> processingInstruction(start);
          case XMLROOT -> root(start);
          default -> serialize(start);
        };
    expect(RIGHT_PAREN);
    return call;
  }

  private static XmlExpr xml(
      XmlExprOp op,
      String name,
      List<ResTarget> namedArguments,
      List<Expression> arguments,
      int start) {
    return new XmlExpr(
        op, name, namedArguments, arguments, XmlOptionType.XMLOPTION_DOCUMENT, start);
  }

  private Expression element(int start) {
    expect(NAME);
    String name = colLabel();
    List<ResTarget> attributes = List.of();
    List<Expression> content = List.of();
    if (accept(COMMA, XMLATTRIBUTES)) {
      attributes = parenthesized(this::namedValue);
    }
    if (accept(COMMA)) {
      content = g.expressions.expressionList();
    }
    return xml(XmlExprOp.IS_XMLELEMENT, name, attributes, content, start);
  }

  private ResTarget namedValue() {
    int start = location();
    Expression value = g.expressions.expression();
    return new ResTarget(accept(AS) ? colLabel() : null, List.of(), value, start);
  }

  private XmlOptionType documentOrContent() {
    if (accept(DOCUMENT)) {
      return XmlOptionType.XMLOPTION_DOCUMENT;
    }
    expect(CONTENT);
    return XmlOptionType.XMLOPTION_CONTENT;
  }

  private Expression parse(int start) {
    XmlOptionType option = documentOrContent();
    Expression text = g.expressions.expression();
    boolean preserve = acceptAll(PRESERVE, WHITESPACE);
    if (!preserve) {
      acceptAll(STRIP, WHITESPACE);
    }
    return new XmlExpr(
        XmlExprOp.IS_XMLPARSE,
        null,
        List.of(),
        List.of(text, new A_Const(bool(preserve), -1)),
        option,
        start);
  }

  private Expression processingInstruction(int start) {
    expect(NAME);
    String name = colLabel();
    List<Expression> content = accept(COMMA) ? List.of(g.expressions.expression()) : List.of();
    return xml(XmlExprOp.IS_XMLPI, name, List.of(), content, start);
  }

  private Expression root(int start) {
    Expression document = g.expressions.expression();
    expect(COMMA, VERSION);
    Expression version = accept(NO, VALUE) ? new A_Const(null, -1) : g.expressions.expression();
    int standalone = STANDALONE_OMITTED;
    if (accept(COMMA)) {
      expect(STANDALONE);
      if (accept(YES)) {
        standalone = STANDALONE_YES;
      } else {
        expect(NO);
        standalone = accept(VALUE) ? STANDALONE_NO_VALUE : STANDALONE_NO;
      }
    }
    return xml(
        XmlExprOp.IS_XMLROOT,
        null,
        List.of(),
        List.of(document, version, new A_Const(integer(standalone), -1)),
        start);
  }

  private Expression serialize(int start) {
    XmlOptionType option = documentOrContent();
    Expression value = g.expressions.expression();
    expect(AS);
    TypeName type = g.types.simpleTypeName();
    boolean indent = accept(INDENT);
    if (!indent) {
      acceptAll(NO, INDENT);
    }
    return new XmlSerialize(option, value, type, indent, start);
  }

  /** {@code PASSING [BY REF] document [BY REF]}. */
  private Expression passing() {
    expect(PASSING);
    mechanism();
    Expression document = g.primaries.primary();
    mechanism();
    return document;
  }

  private void mechanism() {
    if (accept(BY) && !accept(REF)) {
      expect(VALUE);
    }
  }

  // XMLTABLE.

  TableReference table(boolean lateral) {
    int start = location();
    expect(XMLTABLE, LEFT_PAREN);
    List<ResTarget> namespaces = List.of();
    if (at(XMLNAMESPACES, LEFT_PAREN)) {
      tokens.advance();
      namespaces = parenthesized(this::namespace);
      expect(COMMA);
    }
    Expression rows = g.primaries.primary();
    Expression document = passing();
    expect(COLUMNS);
    List<RangeTableFuncCol> columns = commaList(this::column);
    expect(RIGHT_PAREN);
    Alias alias = g.from.optionalAlias();
    return new RangeTableFunc(lateral, document, rows, namespaces, columns, alias, start);
  }

  private ResTarget namespace() {
    int start = location();
    if (accept(DEFAULT)) {
      return new ResTarget(null, List.of(), g.expressions.restricted(), start);
    }
    Expression uri = g.expressions.restricted();
    expect(AS);
    return new ResTarget(colLabel(), List.of(), uri, start);
  }

  private RangeTableFuncCol column() {
    int start = location();
    String name = colId();
    if (accept(FOR)) {
      expect(ORDINALITY);
      return new RangeTableFuncCol(name, null, true, false, null, null, start);
    }
    TypeName type = g.types.typeName();
    Expression path = null;
    Expression value = null;
    List<Boolean> notNull = new ArrayList<>(1);
    while (true) {
      int at = location();
      switch (tokens.kind) {
        case DEFAULT -> {
          tokens.advance();
          requireFirst(value, "only one DEFAULT value is allowed", at);
          value = g.expressions.restricted();
        }
        case PATH -> {
          tokens.advance();
          requireFirst(path, "only one PATH value per column is allowed", at);
          path = g.expressions.restricted();
        }
        case NOT, NULL -> {
          boolean not = accept(NOT);
          expect(NULL);
          if (!notNull.isEmpty()) {
            throw syntaxError(
                "conflicting or redundant NULL / NOT NULL declarations for column \"" + name + "\"",
                at);
          }
          notNull.add(not);
        }
        case IDENTIFIER -> {
          String option = take();
          g.expressions.restricted();
          throw syntaxError("unrecognized column option \"" + option + "\"", at);
        }
        default -> {
          return new RangeTableFuncCol(
              name, type, false, notNull.contains(true), path, value, start);
        }
      }
    }
  }

  private void requireFirst(Expression value, String message, int at) {
    if (value != null) {
      throw syntaxError(message, at);
    }
  }
}
