package org.heapgres.planner.ddl;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgCast;
import org.heapgres.planner.parse.tree.Clause.SortByDir;
import org.heapgres.planner.parse.tree.Clause.SortByNulls;
import org.heapgres.planner.parse.tree.Definition.IndexElem;
import org.heapgres.planner.parse.tree.RelationStatement.IndexStmt;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.ExtensionCodecs;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The operator classes of an index's columns: those declared, or the types' defaults. */
final class OperatorClasses {
  private static final CatalogTable METHODS = CatalogTable.of("pg_am");
  private static final CatalogTable CLASSES = CatalogTable.of("pg_opclass");
  private static final CatalogTable FAMILIES = CatalogTable.of("pg_opfamily");
  private static final Set<String> WITH_ORDER = Set.of("btree");
  private static final Set<String> WITH_INCLUDE = Set.of("btree", "gist", "spgist");
  private static final Set<String> ONE_COLUMN = Set.of("hash", "spgist");

  /** Default classes of extensions' types, by type and method. */
  private static final Map<String, String> EXTENSION_CLASSES =
      Map.of(
          "citext btree", "citext_ops",
          "citext hash", "citext_ops",
          "hstore btree", "btree_hstore_ops",
          "hstore hash", "hash_hstore_ops",
          "hstore gin", "gin_hstore_ops",
          "hstore gist", "gist_hstore_ops");

  private final String method;
  private final String methodOid;

  private OperatorClasses(String method, String methodOid) {
    this.method = method;
    this.methodOid = methodOid;
  }

  /** 42704 for a method that does not exist, 0A000 for what the method cannot do. */
  static OperatorClasses of(IndexStmt statement) {
    String method = statement.accessMethod();
    String oid = oid(method);
    if (statement.unique() && !method.equals("btree")) {
      throw cannot(method, "unique indexes");
    }
    if (!statement.indexIncludingParams().isEmpty() && !WITH_INCLUDE.contains(method)) {
      throw cannot(method, "included columns");
    }
    if (statement.indexParams().size() > 1 && ONE_COLUMN.contains(method)) {
      throw cannot(method, "multicolumn indexes");
    }
    return new OperatorClasses(method, oid);
  }

  private static String oid(String method) {
    for (String[] row : METHODS.rows()) {
      if (row[METHODS.column("amname")].equals(method)
          && row[METHODS.column("amtype")].equals("i")) {
        return row[METHODS.column("oid")];
      }
    }
    throw new PgException(
        SqlState.UNDEFINED_OBJECT, "access method \"" + method + "\" does not exist");
  }

  private static PgException cannot(String method, String what) {
    return new PgException(
        SqlState.FEATURE_NOT_SUPPORTED,
        "access method \"" + method + "\" does not support " + what);
  }

  /** The class that a key column has by its declaration; null for the default. */
  String declared(Session session, IndexElem element, PgType type) {
    if (!WITH_ORDER.contains(method)) {
      if (element.ordering() != SortByDir.SORTBY_DEFAULT) {
        throw cannot(method, "ASC/DESC options");
      }
      if (element.nullsOrdering() != SortByNulls.SORTBY_NULLS_DEFAULT) {
        throw cannot(method, "NULLS FIRST/LAST options");
      }
    }
    String standard = standard(type.root());
    if (element.opclass().isEmpty()) {
      if (standard == null) {
        throw new PgException(
                SqlState.UNDEFINED_OBJECT,
                "data type %s has no default operator class for access method \"%s\""
                    .formatted(type.formatted(-1), method))
            .withHint(
                "You must specify an operator class for the index or define a default operator"
                    + " class for the data type.");
      }
      return null;
    }
    String name = element.opclass().getLast();
    boolean known =
        CLASSES.rows().stream()
            .anyMatch(
                row ->
                    row[CLASSES.column("opcmethod")].equals(methodOid)
                        && row[CLASSES.column("opcname")].equals(name));
    if (!known && !fromExtension(session, name)) {
      throw new PgException(
          SqlState.UNDEFINED_OBJECT,
          "operator class \"%s\" does not exist for access method \"%s\""
              .formatted(String.join(".", element.opclass()), method));
    }
    return name.equals(standard) ? null : name;
  }

  private boolean fromExtension(Session session, String name) {
    return EXTENSION_CLASSES.entrySet().stream()
            .anyMatch(each -> each.getKey().endsWith(" " + method) && each.getValue().equals(name))
        || ((name.equals("gin_trgm_ops") || name.equals("gist_trgm_ops"))
            && name.startsWith(method)
            && session.catalog().extension("pg_trgm").isPresent());
  }

  /** The operator family of a type's default class. */
  static String family(PgType type, String method) {
    OperatorClasses classes = new OperatorClasses(method, oid(method));
    String name = classes.standard(type);
    for (String[] row : CLASSES.rows()) {
      if (row[CLASSES.column("opcmethod")].equals(classes.methodOid)
          && row[CLASSES.column("opcname")].equals(name)) {
        String family = row[CLASSES.column("opcfamily")];
        return FAMILIES.rows().stream()
            .filter(each -> each[FAMILIES.column("oid")].equals(family))
            .map(each -> each[FAMILIES.column("opfname")])
            .findFirst()
            .orElseThrow();
      }
    }
    return name;
  }

  /** The type's default class; null when it has none. */
  private String standard(PgType type) {
    if (ExtensionCodecs.isOne(type.codec())) {
      return EXTENSION_CLASSES.get(type.name() + " " + method);
    }
    String own = standard(type.oid());
    if (own != null) {
      return own;
    }
    String general = standard(general(type));
    if (general != null) {
      return general;
    }
    List<PgCast> casts = BuiltInFunctions.castsFrom(type.oid());
    for (PgCast cast : casts) {
      if (cast.method() == 'b' && cast.context() == 'i' && standard(cast.target()) != null) {
        return standard(cast.target());
      }
    }
    return null;
  }

  private static int general(PgType type) {
    if (type.isArray()) {
      return Types.ANYARRAY.oid();
    }
    return switch (type.kind()) {
      case 'e' -> Types.ANYENUM.oid();
      case 'c' -> Types.RECORD.oid();
      case 'r' -> Types.of("anyrange").oid();
      case 'm' -> Types.of("anymultirange").oid();
      default -> 0;
    };
  }

  private String standard(int type) {
    String wanted = Integer.toString(type);
    for (String[] row : CLASSES.rows()) {
      if (row[CLASSES.column("opcmethod")].equals(methodOid)
          && row[CLASSES.column("opcdefault")].equals("t")
          && row[CLASSES.column("opcintype")].equals(wanted)) {
        return row[CLASSES.column("opcname")];
      }
    }
    return null;
  }
}
