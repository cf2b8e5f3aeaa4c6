package org.heapgres.planner.parse.plpgsql;

import java.util.List;

/** The statements of PL/pgSQL (manual, 41.5 to 41.9); {@code line} counts from 1. */
public sealed interface PlStatement {
  int line();

  /** As error contexts call it. */
  String what();

  /** Where a value goes: a variable, or a field of a composite one. */
  record Target(int variable, List<String> fields) {
    public Target {
      fields = List.copyOf(fields);
    }
  }

  /** Where a row goes: one record, or a variable for each column. */
  record RowTarget(List<Target> targets) {
    public RowTarget {
      targets = List.copyOf(targets);
    }
  }

  /** WHEN conditions THEN: codes of five characters, or {@link PlConditions#OTHERS}. */
  record Handler(int line, List<String> conditions, List<PlStatement> body) {}

  /**
   * BEGIN ... END.
   *
   * @param variables those to be initialised, in order
   * @param handlers empty without EXCEPTION
   * @param sqlstate variable numbers; -1 without EXCEPTION
   */
  record Block(
      int line,
      String label,
      List<Integer> variables,
      List<PlStatement> body,
      List<Handler> handlers,
      int sqlstate,
      int sqlerrm)
      implements PlStatement {
    @Override
    public String what() {
      return "statement block";
    }
  }

  /** {@code subscripts} in the order they are written; empty for a plain assignment. */
  record Assign(int line, Target target, List<Subscript> subscripts, PlSql value)
      implements PlStatement {
    @Override
    public String what() {
      return "assignment";
    }
  }

  /** One pair of brackets; {@code upper} null unless it is a slice. */
  record Subscript(PlSql lower, PlSql upper, boolean slice) {}

  record Branch(int line, PlSql condition, List<PlStatement> body) {}

  record If(int line, List<Branch> branches, List<PlStatement> otherwise) implements PlStatement {
    @Override
    public String what() {
      return "IF";
    }
  }

  /**
   * CASE.
   *
   * @param search null for the searched form; its value is kept in {@code searchVariable}
   * @param otherwise null without ELSE
   */
  record Case(
      int line,
      PlSql search,
      int searchVariable,
      List<Branch> branches,
      List<PlStatement> otherwise)
      implements PlStatement {
    @Override
    public String what() {
      return "CASE";
    }
  }

  record Loop(int line, String label, List<PlStatement> body) implements PlStatement {
    @Override
    public String what() {
      return "LOOP";
    }
  }

  record While(int line, String label, PlSql condition, List<PlStatement> body)
      implements PlStatement {
    @Override
    public String what() {
      return "WHILE";
    }
  }

  record ForInteger(
      int line,
      String label,
      int variable,
      PlSql lower,
      PlSql upper,
      PlSql step,
      boolean reverse,
      List<PlStatement> body)
      implements PlStatement {
    @Override
    public String what() {
      return "FOR with integer loop variable";
    }
  }

  record ForQuery(int line, String label, RowTarget target, PlSql query, List<PlStatement> body)
      implements PlStatement {
    @Override
    public String what() {
      return "FOR over SELECT rows";
    }
  }

  record ForCursor(
      int line,
      String label,
      RowTarget target,
      int cursor,
      List<Argument> arguments,
      List<PlStatement> body)
      implements PlStatement {
    @Override
    public String what() {
      return "FOR over cursor";
    }
  }

  /** An argument of a bound cursor; {@code name} null by place. */
  record Argument(String name, PlSql value) {}

  record ForDynamic(
      int line,
      String label,
      RowTarget target,
      PlSql query,
      List<PlSql> parameters,
      List<PlStatement> body)
      implements PlStatement {
    @Override
    public String what() {
      return "FOR over EXECUTE statement";
    }
  }

  record Foreach(
      int line, String label, RowTarget target, int slice, PlSql array, List<PlStatement> body)
      implements PlStatement {
    @Override
    public String what() {
      return "FOREACH over array";
    }
  }

  /** EXIT, or CONTINUE. {@code condition} null for always. */
  record Exit(int line, boolean exit, String label, PlSql condition) implements PlStatement {
    @Override
    public String what() {
      return exit ? "EXIT" : "CONTINUE";
    }
  }

  /** {@code value} null where there is none. */
  record Return(int line, PlSql value) implements PlStatement {
    @Override
    public String what() {
      return "RETURN";
    }
  }

  /** {@code value} null for the output parameters. */
  record ReturnNext(int line, PlSql value) implements PlStatement {
    @Override
    public String what() {
      return "RETURN NEXT";
    }
  }

  /** {@code dynamic} with EXECUTE: then {@code query} gives the text. */
  record ReturnQuery(int line, PlSql query, boolean dynamic, List<PlSql> parameters)
      implements PlStatement {
    @Override
    public String what() {
      return "RETURN QUERY";
    }
  }

  /** {@code message} null without a format; {@code condition} a name or code, null for none. */
  record Raise(
      int line,
      String level,
      String condition,
      String message,
      List<PlSql> parameters,
      List<RaiseOption> options)
      implements PlStatement {
    @Override
    public String what() {
      return "RAISE";
    }

    /** RAISE without anything: the error that is being handled, once more. */
    public boolean again() {
      return condition == null && message == null && options.isEmpty();
    }
  }

  record RaiseOption(String name, PlSql value) {}

  /** {@code message} null for the usual one. */
  record Assert(int line, PlSql condition, PlSql message) implements PlStatement {
    @Override
    public String what() {
      return "ASSERT";
    }
  }

  /** A statement of SQL; {@code into} null without INTO. */
  record Execute(int line, PlSql sql, RowTarget into, boolean strict) implements PlStatement {
    @Override
    public String what() {
      return "SQL statement";
    }
  }

  record ExecuteDynamic(
      int line, PlSql query, RowTarget into, boolean strict, List<PlSql> parameters)
      implements PlStatement {
    @Override
    public String what() {
      return "EXECUTE";
    }
  }

  record Perform(int line, PlSql query) implements PlStatement {
    @Override
    public String what() {
      return "PERFORM";
    }
  }

  record Call(int line, PlSql sql, boolean isDo) implements PlStatement {
    @Override
    public String what() {
      return isDo ? "DO" : "CALL";
    }
  }

  record GetDiagnostics(int line, boolean stacked, List<Diagnostic> items) implements PlStatement {
    @Override
    public String what() {
      return stacked ? "GET STACKED DIAGNOSTICS" : "GET DIAGNOSTICS";
    }
  }

  record Diagnostic(Target target, String item) {}

  /** {@code query} null for a bound cursor; {@code dynamic} when it gives the text. */
  record Open(
      int line,
      int cursor,
      List<Argument> arguments,
      PlSql query,
      boolean dynamic,
      List<PlSql> parameters,
      Boolean scroll)
      implements PlStatement {
    @Override
    public String what() {
      return "OPEN";
    }
  }

  /**
   * FETCH, or MOVE when {@code into} is null.
   *
   * @param direction the words of SQL's FETCH before the cursor's name
   * @param count null unless an expression gives it
   */
  record Fetch(int line, int cursor, String direction, PlSql count, RowTarget into)
      implements PlStatement {
    @Override
    public String what() {
      return into == null ? "MOVE" : "FETCH";
    }
  }

  record Close(int line, int cursor) implements PlStatement {
    @Override
    public String what() {
      return "CLOSE";
    }
  }

  /** COMMIT, or ROLLBACK. */
  record EndTransaction(int line, boolean commit, boolean chain) implements PlStatement {
    @Override
    public String what() {
      return commit ? "COMMIT" : "ROLLBACK";
    }
  }

  record Nothing(int line) implements PlStatement {
    @Override
    public String what() {
      return "NULL";
    }
  }
}
