package org.heapgres.planner.types;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** PostgreSQL's built-in types, from pg_type. */
public final class Types {
  private static final Map<Integer, PgType> BY_OID = new HashMap<>();
  private static final Map<String, PgType> BY_NAME = new HashMap<>();
  private static final List<PgType> ALL = new ArrayList<>();

  /** pg_catalog's oid. */
  public static final int PG_CATALOG = 11;

  static {
    load();
  }

  /** The built-in types by oid. */
  public static final TypeRegistry REGISTRY = BY_OID::get;

  public static final PgType BOOL = of("bool");
  public static final PgType BYTEA = of("bytea");
  public static final PgType CHAR = of("char");
  public static final PgType NAME = of("name");
  public static final PgType INT8 = of("int8");
  public static final PgType INT2 = of("int2");
  public static final PgType INT2VECTOR = of("int2vector");
  public static final PgType OIDVECTOR = of("oidvector");
  public static final PgType INT4 = of("int4");
  public static final PgType REGPROC = of("regproc");
  public static final PgType TEXT = of("text");
  public static final PgType OID = of("oid");
  public static final PgType TID = of("tid");
  public static final PgType XID = of("xid");
  public static final PgType CID = of("cid");
  public static final PgType JSON = of("json");
  public static final PgType XML = of("xml");
  public static final PgType FLOAT4 = of("float4");
  public static final PgType FLOAT8 = of("float8");
  public static final PgType UNKNOWN = of("unknown");
  public static final PgType BPCHAR = of("bpchar");
  public static final PgType VARCHAR = of("varchar");
  public static final PgType DATE = of("date");
  public static final PgType TIME = of("time");
  public static final PgType TIMESTAMP = of("timestamp");
  public static final PgType TIMESTAMPTZ = of("timestamptz");
  public static final PgType INTERVAL = of("interval");
  public static final PgType TIMETZ = of("timetz");
  public static final PgType VARBIT = of("varbit");
  public static final PgType NUMERIC = of("numeric");
  public static final PgType REGCLASS = of("regclass");
  public static final PgType REGTYPE = of("regtype");
  public static final PgType RECORD = of("record");
  public static final PgType CSTRING = of("cstring");
  public static final PgType ANY = of("any");
  public static final PgType ANYARRAY = of("anyarray");
  public static final PgType VOID = of("void");
  public static final PgType TRIGGER = of("trigger");
  public static final PgType INTERNAL = of("internal");
  public static final PgType ANYELEMENT = of("anyelement");
  public static final PgType ANYNONARRAY = of("anynonarray");
  public static final PgType ANYENUM = of("anyenum");
  public static final PgType ANYCOMPATIBLE = of("anycompatible");
  public static final PgType ANYCOMPATIBLEARRAY = of("anycompatiblearray");
  public static final PgType UUID = of("uuid");
  public static final PgType JSONB = of("jsonb");

  /** The pseudo-types that stand for whatever the call's arguments are. */
  private static final Set<Integer> POLYMORPHIC =
      Set.of(
          of("anyelement").oid(),
          of("anyarray").oid(),
          of("anynonarray").oid(),
          of("anyenum").oid(),
          of("anyrange").oid(),
          of("anymultirange").oid(),
          of("anycompatible").oid(),
          of("anycompatiblearray").oid(),
          of("anycompatiblenonarray").oid(),
          of("anycompatiblerange").oid(),
          of("anycompatiblemultirange").oid());

  private Types() {}

  /** A built-in type by pg_type.typname, such as {@code "int4"} or {@code "_text"}. */
  public static PgType of(String name) {
    PgType type = BY_NAME.get(name);
    if (type == null) {
      throw new IllegalArgumentException("no built-in type " + name);
    }
    return type;
  }

  /** Null when pg_catalog has no type of that name. */
  public static PgType find(String name) {
    return BY_NAME.get(name);
  }

  /** Null when no built-in type has the oid. */
  public static PgType byOid(int oid) {
    return BY_OID.get(oid);
  }

  /** All built-in types, row types of system catalogs included, by oid. */
  public static List<PgType> all() {
    return Collections.unmodifiableList(ALL);
  }

  /** anyelement and its family; not "any", which binds nothing. */
  public static boolean isPolymorphic(int oid) {
    return POLYMORPHIC.contains(oid);
  }

  /** Int for int4[]; throws for a type without arrays. */
  public static PgType arrayOf(PgType element, TypeRegistry registry) {
    PgType array = element.array() == 0 ? null : registry.type(element.array());
    if (array == null) {
      throw new org.heapgres.storage.PgException(
          org.heapgres.storage.SqlState.UNDEFINED_OBJECT,
          "could not find array type for data type " + element.formatted(-1));
    }
    Collation collation = element.isCollated() ? element.knownCollation() : null;
    return collation == null ? array : array.collated(collation);
  }

  private static void load() {
    CatalogTable table = CatalogTable.of("pg_type");
    int oid = table.column("oid");
    int name = table.column("typname");
    int namespace = table.column("typnamespace");
    int length = table.column("typlen");
    int byValue = table.column("typbyval");
    int kind = table.column("typtype");
    int category = table.column("typcategory");
    int preferred = table.column("typispreferred");
    int delimiter = table.column("typdelim");
    int relation = table.column("typrelid");
    int element = table.column("typelem");
    int array = table.column("typarray");
    int baseType = table.column("typbasetype");
    int typmod = table.column("typtypmod");
    int collation = table.column("typcollation");
    for (String[] row : table.rows()) {
      PgType type =
          new PgType(
              Integer.parseInt(row[oid]),
              row[name],
              Integer.parseInt(row[namespace]),
              Integer.parseInt(row[length]),
              row[byValue].equals("t"),
              row[kind].charAt(0),
              row[category].charAt(0),
              row[preferred].equals("t"),
              row[delimiter].charAt(0),
              Integer.parseInt(row[relation]),
              Integer.parseInt(row[element]),
              Integer.parseInt(row[array]),
              Integer.parseInt(row[baseType]),
              Integer.parseInt(row[typmod]),
              Integer.parseInt(row[collation]),
              Codecs.builtIn(row[name], row[kind].charAt(0), row[element], row[delimiter]));
      BY_OID.put(type.oid(), type);
      ALL.add(type);
      if (type.namespace() == PG_CATALOG) {
        BY_NAME.put(type.name(), type);
      }
    }
  }
}
