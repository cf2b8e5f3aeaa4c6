package org.heapgres.planner.session;

import java.util.List;
import java.util.Locale;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Value.BooleanValue;
import org.heapgres.planner.parse.tree.Value.FloatValue;
import org.heapgres.planner.parse.tree.Value.IntegerValue;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Values of the options in WITH (...) lists and their like. */
public final class Options {
  private Options() {}

  /** The option's value as text; null without one. */
  public static String text(DefElem option) {
    return option.arg() == null ? null : text(option.arg());
  }

  public static String text(Node value) {
    return switch (value) {
      case A_Const constant -> constant.val() == null ? "" : text(constant.val());
      case StringValue(String text) -> text;
      case IntegerValue(int number) -> Integer.toString(number);
      case FloatValue(String number) -> number;
      case BooleanValue(boolean truth) -> truth ? "true" : "false";
      case TypeName type -> String.join(".", type.names());
      case ListValue(List<Node> items) ->
          String.join(", ", items.stream().map(Options::text).toList());
      default -> throw PgException.notSupported("option value " + value.getClass().getSimpleName());
    };
  }

  /** As PostgreSQL's defGetBoolean: no value is true. */
  public static boolean bool(DefElem option) {
    String text = text(option);
    if (text == null) {
      return true;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "on", "1" -> true;
      case "false", "off", "0" -> false;
      default ->
          throw new PgException(
              SqlState.SYNTAX_ERROR, option.defname() + " requires a Boolean value");
    };
  }

  /** As defGetInt64. */
  public static long number(DefElem option) {
    String text = text(option);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new PgException(
          SqlState.SYNTAX_ERROR, option.defname() + " requires a numeric value", e);
    }
  }

  public static PgException unknown(String what, DefElem option) {
    PgException error =
        new PgException(
            SqlState.SYNTAX_ERROR,
            (what.isEmpty()
                    ? "option \"%s\" not recognized"
                    : "unrecognized " + what + " option \"%s\"")
                .formatted(option.defname()));
    return option.location() < 0 ? error : error.withPosition(option.location() + 1);
  }
}
