package org.heapgres.planner.command;

import java.util.List;
import java.util.Locale;
import org.heapgres.planner.exec.explain.ExplainOptions;
import org.heapgres.planner.exec.explain.ExplainOptions.Format;
import org.heapgres.planner.exec.explain.ExplainOptions.Serialize;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.session.Options;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** EXPLAIN's options, with PostgreSQL's defaults and errors. */
final class ExplainArguments {
  private boolean analyze;
  private boolean verbose;
  private boolean costs = true;
  private Boolean buffers;
  private boolean wal;
  private Boolean timing;
  private Boolean summary;
  private boolean memory;
  private boolean settings;
  private boolean genericPlan;
  private Serialize serialize = Serialize.NONE;
  private Format format = Format.TEXT;

  private ExplainArguments() {}

  static ExplainOptions parse(List<DefElem> options) {
    ExplainArguments arguments = new ExplainArguments();
    options.forEach(arguments::set);
    return arguments.checked();
  }

  private void set(DefElem option) {
    switch (option.defname()) {
      case "analyze" -> analyze = Options.bool(option);
      case "verbose" -> verbose = Options.bool(option);
      case "costs" -> costs = Options.bool(option);
      case "buffers" -> buffers = Options.bool(option);
      case "wal" -> wal = Options.bool(option);
      case "settings" -> settings = Options.bool(option);
      case "generic_plan" -> genericPlan = Options.bool(option);
      case "timing" -> timing = Options.bool(option);
      case "summary" -> summary = Options.bool(option);
      case "memory" -> memory = Options.bool(option);
      case "serialize" -> serialize = serialize(option);
      case "format" -> format = format(option);
      default ->
          throw at(
              option,
              SqlState.SYNTAX_ERROR,
              "unrecognized EXPLAIN option \"" + option.defname() + "\"");
    }
  }

  private static PgException at(DefElem option, SqlState state, String message) {
    PgException error = new PgException(state, message);
    return option.location() < 0 ? error : error.withPosition(option.location() + 1);
  }

  private static PgException unrecognized(DefElem option) {
    return at(
        option,
        SqlState.INVALID_PARAMETER_VALUE,
        "unrecognized value for EXPLAIN option \""
            + option.defname()
            + "\": \""
            + Options.text(option)
            + "\"");
  }

  private static Serialize serialize(DefElem option) {
    String value = Options.text(option);
    if (value == null) {
      return Serialize.TEXT;
    }
    return switch (value) {
      case "off", "none" -> Serialize.NONE;
      case "text" -> Serialize.TEXT;
      case "binary" -> Serialize.BINARY;
      default -> throw unrecognized(option);
    };
  }

  private static Format format(DefElem option) {
    String value = Options.text(option);
    if (value == null) {
      throw new PgException(SqlState.SYNTAX_ERROR, "format requires a parameter");
    }
    return switch (value) {
      case "text" -> Format.TEXT;
      case "xml" -> Format.XML;
      case "json" -> Format.JSON;
      case "yaml" -> Format.YAML;
      default -> throw unrecognized(option);
    };
  }

  /** The format that the options ask for, whatever else they say. */
  static Format format(List<DefElem> options) {
    for (DefElem option : options.reversed()) {
      if (option.defname().equals("format") && option.arg() != null) {
        for (Format format : Format.values()) {
          if (format.name().toLowerCase(Locale.ROOT).equals(Options.text(option))) {
            return format;
          }
        }
      }
    }
    return Format.TEXT;
  }

  private ExplainOptions checked() {
    if (wal && !analyze) {
      throw requiresAnalyze("WAL");
    }
    if (Boolean.TRUE.equals(timing) && !analyze) {
      throw requiresAnalyze("TIMING");
    }
    if (serialize != Serialize.NONE && !analyze) {
      throw requiresAnalyze("SERIALIZE");
    }
    if (genericPlan && analyze) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          "EXPLAIN options ANALYZE and GENERIC_PLAN cannot be used together");
    }
    return new ExplainOptions(
        analyze,
        verbose,
        costs,
        buffers == null ? analyze : buffers,
        wal,
        timing == null ? analyze : timing,
        summary == null ? analyze : summary,
        memory,
        settings,
        genericPlan,
        serialize,
        format);
  }

  private static PgException requiresAnalyze(String option) {
    return new PgException(
        SqlState.INVALID_PARAMETER_VALUE, "EXPLAIN option " + option + " requires ANALYZE");
  }
}
