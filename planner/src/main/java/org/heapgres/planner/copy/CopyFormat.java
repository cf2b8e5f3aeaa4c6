package org.heapgres.planner.copy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.types.Encoding;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The options of COPY. */
final class CopyFormat {
  enum Kind {
    TEXT,
    CSV,
    BINARY
  }

  /** What HEADER says about the first line. */
  enum Header {
    NONE,
    SKIP,
    MATCH
  }

  /** How much is said of rows that are left out. */
  enum Verbosity {
    SILENT,
    DEFAULT,
    VERBOSE
  }

  private static final String FORBIDDEN_DELIMITERS = "\\.abcdefghijklmnopqrstuvwxyz0123456789";

  private Kind kind = Kind.TEXT;
  private String delimiter;
  private String nullText;
  private Header header = Header.NONE;
  private String quote;
  private String escape;
  private String defaultText;
  private Encoding encoding;
  private boolean freeze;
  private boolean ignoresErrors;
  private long rejectLimit;
  private Verbosity verbosity = Verbosity.DEFAULT;
  private boolean forceQuoteAll;
  private final Set<String> forceQuote = new HashSet<>();
  private boolean forceNotNullAll;
  private final Set<String> forceNotNull = new HashSet<>();
  private boolean forceNullAll;
  private final Set<String> forceNull = new HashSet<>();

  private CopyFormat() {}

  static CopyFormat read(List<DefElem> options, boolean from) {
    CopyFormat format = new CopyFormat();
    Set<String> seen = new HashSet<>();
    for (DefElem option : options) {
      if (!seen.add(option.defname())) {
        throw Names.at(
            option.location(),
            new PgException(SqlState.SYNTAX_ERROR, "conflicting or redundant options"));
      }
      format.read(option, from);
    }
    format.finish(from);
    return format;
  }

  private void read(DefElem option, boolean from) {
    switch (option.defname()) {
      case "format" -> kind = kind(option);
      case "delimiter" -> delimiter = Options.text(option);
      case "null" -> nullText = Options.text(option);
      case "default" -> defaultText = Options.text(option);
      case "header" -> header = header(option, from);
      case "quote" -> quote = Options.text(option);
      case "escape" -> escape = Options.text(option);
      case "force_quote" -> forceQuoteAll = columns(option, forceQuote);
      case "force_not_null" -> forceNotNullAll = columns(option, forceNotNull);
      case "force_null" -> forceNullAll = columns(option, forceNull);
      case "freeze" -> freeze = Options.bool(option);
      case "encoding" -> encoding = encoding(option);
      case "on_error" -> ignoresErrors = onErrorIgnore(option, from);
      case "reject_limit" -> rejectLimit = rejectLimit(option);
      case "log_verbosity" -> verbosity = verbosity(option);
      default -> throw Options.unknown("", option);
    }
  }

  private static Kind kind(DefElem option) {
    return switch (Options.text(option).toLowerCase(Locale.ROOT)) {
      case "text" -> Kind.TEXT;
      case "csv" -> Kind.CSV;
      case "binary" -> Kind.BINARY;
      default ->
          throw Names.at(
              option.location(),
              new PgException(
                  SqlState.INVALID_PARAMETER_VALUE,
                  "COPY format \"" + Options.text(option) + "\" not recognized"));
    };
  }

  private static boolean onErrorIgnore(DefElem option, boolean from) {
    if (!from) {
      throw Names.at(
          option.location(),
          new PgException(
              SqlState.INVALID_PARAMETER_VALUE, "COPY ON_ERROR cannot be used with COPY TO"));
    }
    return switch (Options.text(option).toLowerCase(Locale.ROOT)) {
      case "stop" -> false;
      case "ignore" -> true;
      default -> throw notRecognized("ON_ERROR", option);
    };
  }

  private static PgException notRecognized(String name, DefElem option) {
    return Names.at(
        option.location(),
        new PgException(
            SqlState.INVALID_PARAMETER_VALUE,
            "COPY %s \"%s\" not recognized".formatted(name, Options.text(option))));
  }

  private static long rejectLimit(DefElem option) {
    long limit;
    try {
      limit = Long.parseLong(Options.text(option));
    } catch (NumberFormatException e) {
      throw new PgException(
          SqlState.INVALID_TEXT_REPRESENTATION,
          "invalid input syntax for type bigint: \"" + Options.text(option) + "\"");
    }
    if (limit <= 0) {
      throw invalid("REJECT_LIMIT (" + limit + ") must be greater than zero");
    }
    return limit;
  }

  private static Verbosity verbosity(DefElem option) {
    return switch (Options.text(option).toLowerCase(Locale.ROOT)) {
      case "silent" -> Verbosity.SILENT;
      case "default" -> Verbosity.DEFAULT;
      case "verbose" -> Verbosity.VERBOSE;
      default -> throw notRecognized("LOG_VERBOSITY", option);
    };
  }

  private static Header header(DefElem option, boolean from) {
    if ("match".equalsIgnoreCase(Options.text(option))) {
      if (!from) {
        throw new PgException(
            SqlState.FEATURE_NOT_SUPPORTED, "cannot use \"match\" with HEADER in COPY TO");
      }
      return Header.MATCH;
    }
    try {
      return Options.bool(option) ? Header.SKIP : Header.NONE;
    } catch (PgException e) {
      throw new PgException(e.state(), e.getMessage() + " or \"match\"");
    }
  }

  private static Encoding encoding(DefElem option) {
    return Encoding.find(Options.text(option))
        .filter(Encoding::convertible)
        .orElseThrow(
            () ->
                Names.at(
                    option.location(),
                    new PgException(
                        SqlState.INVALID_PARAMETER_VALUE,
                        "argument to option \"encoding\" must be a valid encoding name")));
  }

  /** True for {@code *}. */
  private static boolean columns(DefElem option, Set<String> into) {
    if (option.arg() instanceof ListValue(List<Node> items)) {
      items.forEach(item -> into.add(Options.text(item)));
      return false;
    }
    return true;
  }

  private void finish(boolean from) {
    boolean csv = kind == Kind.CSV;
    if (kind == Kind.BINARY && delimiter != null) {
      throw new PgException(SqlState.SYNTAX_ERROR, "cannot specify DELIMITER in BINARY mode");
    }
    if (kind == Kind.BINARY && nullText != null) {
      throw new PgException(SqlState.SYNTAX_ERROR, "cannot specify NULL in BINARY mode");
    }
    if (!csv && quote != null) {
      throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, "COPY QUOTE requires CSV mode");
    }
    if (!csv && escape != null) {
      throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, "COPY ESCAPE requires CSV mode");
    }
    if (kind == Kind.BINARY && header != Header.NONE) {
      throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, "cannot specify HEADER in BINARY mode");
    }
    delimiter = delimiter == null ? (csv ? "," : "\t") : delimiter;
    nullText = nullText == null ? (csv ? "" : "\\N") : nullText;
    quote = quote == null ? "\"" : quote;
    escape = escape == null ? quote : escape;
    single(delimiter, "COPY delimiter must be a single one-byte character");
    single(quote, "COPY quote must be a single one-byte character");
    single(escape, "COPY escape must be a single one-byte character");
    if (delimiter.equals("\n") || delimiter.equals("\r")) {
      throw invalid("COPY delimiter cannot be newline or carriage return");
    }
    if (!csv && FORBIDDEN_DELIMITERS.contains(delimiter)) {
      throw invalid("COPY delimiter cannot be \"" + delimiter + "\"");
    }
    if (csv && delimiter.equals(quote)) {
      throw invalid("COPY delimiter and quote must be different");
    }
    if (nullText.contains("\n") || nullText.contains("\r")) {
      throw invalid("COPY null representation cannot use newline or carriage return");
    }
    if (nullText.contains(delimiter)) {
      throw invalid("COPY delimiter character must not appear in the NULL specification");
    }
    checkForce("FORCE_QUOTE", forceQuoteAll, forceQuote, from ? "FROM" : null);
    checkForce("FORCE_NOT_NULL", forceNotNullAll, forceNotNull, from ? null : "TO");
    checkForce("FORCE_NULL", forceNullAll, forceNull, from ? null : "TO");
    if (!from && freeze) {
      throw invalid("COPY FREEZE cannot be used with COPY TO");
    }
    if (!from && defaultText != null) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "COPY DEFAULT cannot be used with COPY TO");
    }
    if (binary() && ignoresErrors) {
      throw new PgException(SqlState.SYNTAX_ERROR, "only ON_ERROR STOP is allowed in BINARY mode");
    }
    if (rejectLimit > 0 && !ignoresErrors) {
      throw invalid("COPY REJECT_LIMIT requires ON_ERROR to be set to IGNORE");
    }
  }

  /** {@code refused} is the direction that the option is not for; null if it is for this one. */
  private void checkForce(String name, boolean all, Set<String> some, String refused) {
    if (!all && some.isEmpty()) {
      return;
    }
    if (kind != Kind.CSV) {
      throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, "COPY " + name + " requires CSV mode");
    }
    if (refused != null) {
      throw new PgException(
          refused.equals("FROM")
              ? SqlState.FEATURE_NOT_SUPPORTED
              : SqlState.INVALID_PARAMETER_VALUE,
          "COPY %s cannot be used with COPY %s".formatted(name, refused));
    }
  }

  /**
   * 42P10 for a column that an option names, but COPY does not.
   *
   * @param table null for that of a query
   */
  void checkColumns(List<String> copied, Table table) {
    checkColumns("FORCE_QUOTE", forceQuote, copied, table);
    checkColumns("FORCE_NOT_NULL", forceNotNull, copied, table);
    checkColumns("FORCE_NULL", forceNull, copied, table);
  }

  private static void checkColumns(
      String name, Set<String> columns, List<String> copied, Table table) {
    for (String column : columns) {
      if (table == null ? !copied.contains(column) : table.column(column).isEmpty()) {
        throw new PgException(
            SqlState.UNDEFINED_COLUMN,
            table == null
                ? "column \"" + column + "\" does not exist"
                : "column \"%s\" of relation \"%s\" does not exist"
                    .formatted(column, table.name()));
      }
      if (!copied.contains(column)) {
        throw new PgException(
            SqlState.INVALID_COLUMN_REFERENCE,
            "%s column \"%s\" not referenced by COPY".formatted(name, column));
      }
    }
  }

  private static void single(String text, String message) {
    if (text.getBytes(StandardCharsets.UTF_8).length != 1) {
      throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, message);
    }
  }

  private static PgException invalid(String message) {
    return new PgException(SqlState.INVALID_PARAMETER_VALUE, message);
  }

  boolean binary() {
    return kind == Kind.BINARY;
  }

  Kind kind() {
    return kind;
  }

  byte delimiter() {
    return (byte) delimiter.charAt(0);
  }

  /** Of the data; the client's unless the option names another. */
  Encoding encoding(FormatSettings settings) {
    return encoding == null ? settings.clientEncoding() : encoding;
  }

  String nullText() {
    return nullText;
  }

  Header header() {
    return header;
  }

  byte quote() {
    return (byte) quote.charAt(0);
  }

  byte escape() {
    return (byte) escape.charAt(0);
  }

  /** What stands for a column's default in the data; null for nothing. */
  String defaultText() {
    return defaultText;
  }

  /** Whether rows with values that their types refuse are left out. */
  boolean ignoresErrors() {
    return ignoresErrors;
  }

  /** So many may be left out; 0 for any number. */
  long rejectLimit() {
    return rejectLimit;
  }

  Verbosity verbosity() {
    return verbosity;
  }

  boolean forceQuote(String column) {
    return forceQuoteAll || forceQuote.contains(column);
  }

  boolean forceNotNull(String column) {
    return forceNotNullAll || forceNotNull.contains(column);
  }

  boolean forceNull(String column) {
    return forceNullAll || forceNull.contains(column);
  }
}
