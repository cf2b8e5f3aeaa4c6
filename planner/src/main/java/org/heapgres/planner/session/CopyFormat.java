package org.heapgres.planner.session;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Value.ListValue;
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

  private static final String FORBIDDEN_DELIMITERS = "\\.abcdefghijklmnopqrstuvwxyz0123456789";

  private Kind kind = Kind.TEXT;
  private String delimiter;
  private String nullText;
  private Header header = Header.NONE;
  private String quote;
  private String escape;
  private String defaultText;
  private boolean forceQuoteAll;
  private final Set<String> forceQuote = new HashSet<>();
  private boolean forceNotNullAll;
  private final Set<String> forceNotNull = new HashSet<>();
  private boolean forceNullAll;
  private final Set<String> forceNull = new HashSet<>();

  private CopyFormat() {}

  static CopyFormat read(List<DefElem> options, boolean from) {
    CopyFormat format = new CopyFormat();
    for (DefElem option : options) {
      format.read(option);
    }
    format.finish(from);
    return format;
  }

  private void read(DefElem option) {
    switch (option.defname()) {
      case "format" -> kind = kind(option);
      case "delimiter" -> delimiter = Options.text(option);
      case "null" -> nullText = Options.text(option);
      case "default" -> defaultText = Options.text(option);
      case "header" -> header = header(option);
      case "quote" -> quote = Options.text(option);
      case "escape" -> escape = Options.text(option);
      case "force_quote" -> forceQuoteAll = columns(option, forceQuote);
      case "force_not_null" -> forceNotNullAll = columns(option, forceNotNull);
      case "force_null" -> forceNullAll = columns(option, forceNull);
      case "freeze" -> Options.bool(option);
      case "encoding" -> encoding(option);
      case "on_error" -> {
        if (!"stop".equalsIgnoreCase(Options.text(option))) {
          throw PgException.notSupported("COPY option ON_ERROR " + Options.text(option));
        }
      }
      case "log_verbosity" -> {}
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

  private static Header header(DefElem option) {
    if ("match".equalsIgnoreCase(Options.text(option))) {
      return Header.MATCH;
    }
    return Options.bool(option) ? Header.SKIP : Header.NONE;
  }

  private static void encoding(DefElem option) {
    String name = Options.text(option).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    if (!name.equals("UTF8") && !name.equals("UNICODE") && !name.equals("SQLASCII")) {
      throw PgException.notSupported("COPY encoding " + Options.text(option));
    }
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
    if (!from && defaultText != null) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "COPY DEFAULT cannot be used with COPY TO");
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

  Kind kind() {
    return kind;
  }

  byte delimiter() {
    return (byte) delimiter.charAt(0);
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
