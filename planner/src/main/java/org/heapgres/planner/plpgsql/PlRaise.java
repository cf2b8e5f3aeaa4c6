package org.heapgres.planner.plpgsql;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.heapgres.planner.Notice;
import org.heapgres.planner.parse.plpgsql.PlConditions;
import org.heapgres.planner.parse.plpgsql.PlSql;
import org.heapgres.planner.parse.plpgsql.PlStatement;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** RAISE (manual, 41.9.1). */
final class PlRaise {
  private final PlInterpreter interpreter;

  PlRaise(PlInterpreter interpreter) {
    this.interpreter = interpreter;
  }

  void raise(PlStatement.Raise raise) {
    if (raise.again()) {
      PgException handled = interpreter.frame.handled;
      if (handled == null) {
        throw new PgException(
            SqlState.STACKED_DIAGNOSTICS_ACCESSED_WITHOUT_ACTIVE_HANDLER,
            "RAISE without parameters cannot be used outside an exception handler");
      }
      throw handled;
    }
    String code =
        raise.condition() == null
            ? null
            : raise.condition().matches("[0-9A-Z]{5}")
                ? raise.condition()
                : PlConditions.codes(raise.condition()).getFirst();
    String message = raise.message() == null ? null : format(raise);
    Map<String, String> options = options(raise);
    if (options.containsKey("errcode")) {
      if (code != null) {
        throw specified("ERRCODE");
      }
      code = code(options.get("errcode"));
    }
    if (options.containsKey("message")) {
      if (message != null) {
        throw specified("MESSAGE");
      }
      message = options.get("message");
    }
    if (code == null && raise.level().equals("exception")) {
      code = SqlState.RAISE_EXCEPTION.code();
    }
    if (message == null) {
      message = raise.condition() != null ? raise.condition() : code;
    }
    report(raise.level(), code, message, options);
  }

  private static PgException specified(String option) {
    return new PgException(SqlState.SYNTAX_ERROR, "RAISE option already specified: " + option);
  }

  private Map<String, String> options(PlStatement.Raise raise) {
    Map<String, String> options = new HashMap<>();
    for (PlStatement.RaiseOption option : raise.options()) {
      String value = interpreter.text(interpreter.value(option.value()));
      if (value == null) {
        throw new PgException(
            SqlState.NULL_VALUE_NOT_ALLOWED, "RAISE statement option cannot be null");
      }
      if (options.put(option.name(), value) != null) {
        throw specified(option.name().toUpperCase(Locale.ROOT));
      }
    }
    return options;
  }

  /** A code, or a condition's name. */
  private static String code(String text) {
    return text.matches("[0-9A-Z]{5}") ? text : PlConditions.codes(text).getFirst();
  }

  private String format(PlStatement.Raise raise) {
    StringBuilder out = new StringBuilder();
    String format = raise.message();
    int parameter = 0;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        out.append(c);
      } else if (i + 1 < format.length() && format.charAt(i + 1) == '%') {
        out.append('%');
        i++;
      } else {
        PlSql value = raise.parameters().get(parameter++);
        String text = interpreter.text(interpreter.value(value));
        out.append(text == null ? "<NULL>" : text);
      }
    }
    return out.toString();
  }

  private void report(String level, String code, String message, Map<String, String> options) {
    if (level.equals("exception")) {
      SqlState state = state(code);
      PgException error = new PgException(state, message);
      if (!state.code().equals(code)) {
        error = error.withCode(code);
      }
      if (options.containsKey("detail")) {
        error = error.withDetail(options.get("detail"));
      }
      if (options.containsKey("hint")) {
        error = error.withHint(options.get("hint"));
      }
      if (options.containsKey("datatype")) {
        error = error.withDataType(options.get("datatype"));
      }
      throw error.withObject(
          options.get("schema"),
          options.get("table"),
          options.get("column"),
          options.get("constraint"));
    }
    Notice.Level severity =
        switch (level) {
          case "debug" -> Notice.Level.DEBUG;
          case "log" -> Notice.Level.LOG;
          case "info" -> Notice.Level.INFO;
          case "warning" -> Notice.Level.WARNING;
          default -> Notice.Level.NOTICE;
        };
    interpreter.session.notice(
        new Notice(
            severity,
            code != null ? code : severity.state().code(),
            message,
            options.get("detail"),
            options.get("hint"),
            interpreter.frame.context()));
  }

  private static SqlState state(String code) {
    for (SqlState state : SqlState.values()) {
      if (state.code().equals(code)) {
        return state;
      }
    }
    return SqlState.RAISE_EXCEPTION;
  }
}
