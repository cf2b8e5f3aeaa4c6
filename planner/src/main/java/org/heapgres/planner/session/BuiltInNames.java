package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.RegisteredKind;
import org.heapgres.planner.types.TypeNames;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Names of PostgreSQL's own functions, operators, collations and text search objects. */
final class BuiltInNames {
  private record Source(String table, String name, String what, SqlState missing, SqlState many) {}

  private BuiltInNames() {}

  private static Source source(RegisteredKind kind) {
    return switch (kind) {
      case REGPROC, REGPROCEDURE ->
          new Source(
              "pg_proc",
              "proname",
              "function",
              SqlState.UNDEFINED_FUNCTION,
              SqlState.AMBIGUOUS_FUNCTION);
      case REGOPER, REGOPERATOR ->
          new Source(
              "pg_operator",
              "oprname",
              "operator",
              SqlState.UNDEFINED_FUNCTION,
              SqlState.AMBIGUOUS_FUNCTION);
      case REGCOLLATION ->
          new Source("pg_collation", "collname", "collation", SqlState.UNDEFINED_OBJECT, null);
      case REGCONFIG ->
          new Source(
              "pg_ts_config",
              "cfgname",
              "text search configuration",
              SqlState.UNDEFINED_OBJECT,
              null);
      case REGDICTIONARY ->
          new Source(
              "pg_ts_dict", "dictname", "text search dictionary", SqlState.UNDEFINED_OBJECT, null);
      case REGCLASS, REGTYPE, REGROLE, REGNAMESPACE, REGDATABASE ->
          throw new IllegalArgumentException(kind.name());
    };
  }

  /** Null when there is none of that oid. */
  static String name(RegisteredKind kind, int oid) {
    Source source = source(kind);
    CatalogTable table = CatalogTable.of(source.table);
    String wanted = Integer.toUnsignedString(oid);
    for (String[] row : table.rows()) {
      if (row[table.column("oid")].equals(wanted)) {
        String name = row[table.column(source.name)];
        return switch (kind) {
          case REGPROCEDURE ->
              Identifiers.quote(name) + arguments(row[table.column("proargtypes")]);
          case REGOPER -> name;
          case REGOPERATOR ->
              name
                  + "("
                  + operand(row[table.column("oprleft")])
                  + ","
                  + operand(row[table.column("oprright")])
                  + ")";
          default -> Identifiers.quote(name);
        };
      }
    }
    return null;
  }

  private static String operand(String oid) {
    return oid.equals("0") ? "NONE" : typeName(oid);
  }

  private static String arguments(String oids) {
    List<String> names = new ArrayList<>();
    for (String oid : oids.split(" ", -1)) {
      if (!oid.isEmpty()) {
        names.add(typeName(oid));
      }
    }
    return "(" + String.join(",", names) + ")";
  }

  private static String typeName(String oid) {
    return Types.byOid(Integer.parseInt(oid)).formatted(-1);
  }

  static long oid(RegisteredKind kind, String text) {
    Source source = source(kind);
    CatalogTable table = CatalogTable.of(source.table);
    boolean withArguments =
        kind == RegisteredKind.REGPROCEDURE || kind == RegisteredKind.REGOPERATOR;
    int paren = withArguments ? text.indexOf('(') : -1;
    String bare = paren < 0 ? text : text.substring(0, paren);
    boolean operator = kind == RegisteredKind.REGOPER || kind == RegisteredKind.REGOPERATOR;
    List<String> parts = operator ? operatorName(bare) : Identifiers.parse(bare);
    boolean isHere = parts.size() == 1 || parts.get(parts.size() - 2).equals("pg_catalog");
    List<Long> found = new ArrayList<>();
    for (String[] row : table.rows()) {
      if (isHere && row[table.column(source.name)].equals(parts.getLast())) {
        long oid = Long.parseLong(row[table.column("oid")]);
        if (paren < 0 || sameSignature(name(kind, (int) oid), text.substring(paren))) {
          found.add(oid);
        }
      }
    }
    if (found.isEmpty()) {
      throw new PgException(
          source.missing,
          withArguments || source.many != null
              ? source.what
                  + (operator ? " does not exist: " + text : " \"" + text + "\" does not exist")
              : source.what + " \"" + text + "\" does not exist");
    }
    if (found.size() > 1 && source.many != null) {
      throw new PgException(
          source.many, "more than one " + source.what + " named \"" + text + "\"");
    }
    return found.getFirst();
  }

  /** No operator has a dot in its name: the last one ends the schema. */
  private static List<String> operatorName(String text) {
    int dot = text.lastIndexOf('.');
    List<String> parts =
        new ArrayList<>(dot < 0 ? List.of() : Identifiers.parse(text.substring(0, dot)));
    parts.add(text.substring(dot + 1));
    return parts;
  }

  private static boolean sameSignature(String shown, String arguments) {
    String plain = arguments.replace(" ", "");
    List<String> types = new ArrayList<>();
    for (String type : plain.substring(1, plain.length() - 1).split(",", -1)) {
      var parsed = TypeNames.parse(type);
      types.add(parsed == null ? type : parsed.formatted(-1));
    }
    return shown.endsWith("(" + String.join(",", types) + ")");
  }
}
