package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.List;
import org.heapgres.planner.parse.tree.Clause.SortBy;
import org.heapgres.planner.parse.tree.Clause.WindowDef;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.FrameOptions;
import org.heapgres.storage.SqlState;

/** Window definitions and references to them. */
final class WindowGrammar extends GrammarPart {

  /** One end of a frame: bits as for its start, and the offset if it has one. */
  private record Bound(int options, Expression offset) {}

  private record Frame(int options, Expression startOffset, Expression endOffset) {
    static final Frame DEFAULT = new Frame(FrameOptions.DEFAULTS, null, null);
  }

  WindowGrammar(Grammar g) {
    super(g);
  }

  /** {@code name AS (...)}. */
  WindowDef definition() {
    String name = colId();
    expect(AS);
    return specification(name);
  }

  /** What follows OVER. */
  WindowDef reference() {
    if (at(LEFT_PAREN)) {
      return specification(null);
    }
    int start = location();
    return new WindowDef(
        colId(), null, List.of(), List.of(), FrameOptions.DEFAULTS, null, null, start);
  }

  private WindowDef specification(String name) {
    int start = location();
    expect(LEFT_PAREN);
    String existing =
        switch (tokens.kind) {
          case PARTITION, RANGE, ROWS, GROUPS -> null;
          default -> tokens.kind.isColumnName() ? take() : null;
        };
    List<Expression> partition = List.of();
    if (acceptAll(PARTITION, BY)) {
      partition = g.expressions.expressionList();
    }
    List<SortBy> order = g.select.optionalSortClause();
    Frame frame = frame();
    expect(RIGHT_PAREN);
    return new WindowDef(
        name, existing, partition, order, frame.options, frame.startOffset, frame.endOffset, start);
  }

  private Frame frame() {
    int unit;
    switch (tokens.kind) {
      case RANGE -> unit = FrameOptions.RANGE;
      case ROWS -> unit = FrameOptions.ROWS;
      case GROUPS -> unit = FrameOptions.GROUPS;
      default -> {
        return Frame.DEFAULT;
      }
    }
    tokens.advance();
    int options = FrameOptions.NONDEFAULT | unit;
    Frame extent = at(BETWEEN) ? between() : startOnly();
    return new Frame(options | extent.options | exclusion(), extent.startOffset, extent.endOffset);
  }

  private Frame startOnly() {
    int at = location();
    Bound start = bound();
    if (start.options == FrameOptions.START_UNBOUNDED_FOLLOWING) {
      throw windowingError("frame start cannot be UNBOUNDED FOLLOWING", at);
    }
    if (start.options == FrameOptions.START_OFFSET_FOLLOWING) {
      throw windowingError("frame starting from following row cannot end with current row", at);
    }
    return new Frame(start.options | FrameOptions.END_CURRENT_ROW, start.offset, null);
  }

  private Frame between() {
    tokens.advance();
    int startAt = location();
    Bound start = bound();
    expect(AND);
    int endAt = location();
    Bound end = bound();
    if (start.options == FrameOptions.START_UNBOUNDED_FOLLOWING) {
      throw windowingError("frame start cannot be UNBOUNDED FOLLOWING", startAt);
    }
    if (end.options == FrameOptions.START_UNBOUNDED_PRECEDING) {
      throw windowingError("frame end cannot be UNBOUNDED PRECEDING", endAt);
    }
    if (start.options == FrameOptions.START_CURRENT_ROW
        && end.options == FrameOptions.START_OFFSET_PRECEDING) {
      throw windowingError("frame starting from current row cannot have preceding rows", endAt);
    }
    if (start.options == FrameOptions.START_OFFSET_FOLLOWING
        && (end.options == FrameOptions.START_OFFSET_PRECEDING
            || end.options == FrameOptions.START_CURRENT_ROW)) {
      throw windowingError("frame starting from following row cannot have preceding rows", endAt);
    }
    // The bits for an end are those for a start, shifted by one.
    return new Frame(
        FrameOptions.BETWEEN | start.options | end.options << 1, start.offset, end.offset);
  }

  private Bound bound() {
    if (at(UNBOUNDED) && (tokens.peek(1) == PRECEDING || tokens.peek(1) == FOLLOWING)) {
      tokens.advance();
      return new Bound(
          preceding()
              ? FrameOptions.START_UNBOUNDED_PRECEDING
              : FrameOptions.START_UNBOUNDED_FOLLOWING,
          null);
    }
    if (accept(CURRENT, ROW)) {
      return new Bound(FrameOptions.START_CURRENT_ROW, null);
    }
    Expression offset = g.expressions.expression();
    return new Bound(
        preceding() ? FrameOptions.START_OFFSET_PRECEDING : FrameOptions.START_OFFSET_FOLLOWING,
        offset);
  }

  private boolean preceding() {
    if (accept(PRECEDING)) {
      return true;
    }
    expect(FOLLOWING);
    return false;
  }

  private int exclusion() {
    if (!accept(EXCLUDE)) {
      return 0;
    }
    switch (tokens.kind) {
      case CURRENT -> {
        tokens.advance();
        expect(ROW);
        return FrameOptions.EXCLUDE_CURRENT_ROW;
      }
      case GROUP -> {
        tokens.advance();
        return FrameOptions.EXCLUDE_GROUP;
      }
      case TIES -> {
        tokens.advance();
        return FrameOptions.EXCLUDE_TIES;
      }
      case NO -> {
        tokens.advance();
        expect(OTHERS);
        return 0;
      }
      default -> throw syntaxError();
    }
  }

  private RuntimeException windowingError(String message, int at) {
    return tokens.error(SqlState.WINDOWING_ERROR, message, at);
  }
}
