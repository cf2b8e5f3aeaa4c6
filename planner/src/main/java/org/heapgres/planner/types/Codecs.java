package org.heapgres.planner.types;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The table of built-in types' codecs, by pg_type.typname. */
final class Codecs {
  private static final Map<String, TypeCodec> BY_NAME = new HashMap<>();

  static {
    put("bool", SimpleCodecs.BOOL);
    put("int2", IntegerCodecs.INT2);
    put("int4", IntegerCodecs.INT4);
    put("int8", IntegerCodecs.INT8);
    put("oid", new IntegerCodecs.Unsigned32("oid"));
    put("xid", new IntegerCodecs.Unsigned32("xid"));
    put("cid", new IntegerCodecs.Unsigned32("cid"));
    put("xid8", new IntegerCodecs.Unsigned64());
    put("pg_lsn", new IntegerCodecs.Lsn());
    put("pg_snapshot", new SnapshotCodec("pg_snapshot"));
    put("txid_snapshot", new SnapshotCodec("pg_snapshot"));
    put("tid", new SimpleCodecs.Tid());
    put("float4", FloatCodecs.FLOAT4);
    put("float8", FloatCodecs.FLOAT8);
    put("numeric", NumericCodec.INSTANCE);
    put("text", TextCodecs.TEXT);
    put("varchar", TextCodecs.VARCHAR);
    put("bpchar", TextCodecs.BPCHAR);
    put("name", TextCodecs.NAME);
    put("char", TextCodecs.CHAR);
    put("unknown", TextCodecs.TEXT);
    put("cstring", TextCodecs.TEXT);
    put("refcursor", TextCodecs.TEXT);
    put("aclitem", TextCodecs.TEXT);
    put("pg_node_tree", new TextCodecs.Opaque());
    put("pg_ndistinct", new ClosedCodec("pg_ndistinct", TextCodecs.TEXT));
    put("pg_dependencies", new ClosedCodec("pg_dependencies", TextCodecs.TEXT));
    put("pg_mcv_list", new ClosedCodec("pg_mcv_list", ByteaCodec.INSTANCE));
    put("bytea", ByteaCodec.INSTANCE);
    put("uuid", SimpleCodecs.UUID_CODEC);
    put("date", DateTimeCodecs.DATE);
    put("time", DateTimeCodecs.TIME);
    put("timetz", DateTimeCodecs.TIMETZ);
    put("timestamp", DateTimeCodecs.TIMESTAMP);
    put("timestamptz", DateTimeCodecs.TIMESTAMPTZ);
    put("interval", DateTimeCodecs.INTERVAL);
    put("json", JsonCodecs.JSON);
    put("jsonb", JsonCodecs.JSONB);
    put("jsonpath", new JsonPathCodec());
    put("tsvector", new TsVectorCodec());
    put("tsquery", new TsQueryCodec());
    put("money", MoneyCodec.INSTANCE);
    put("bit", BitCodec.BIT);
    put("varbit", BitCodec.VARBIT);
    put("inet", InetCodec.INET);
    put("cidr", InetCodec.CIDR);
    put("point", GeometryCodecs.POINT);
    put("line", GeometryCodecs.LINE);
    put("lseg", GeometryCodecs.LSEG);
    put("box", GeometryCodecs.BOX);
    put("path", GeometryCodecs.PATH);
    put("polygon", GeometryCodecs.POLYGON);
    put("circle", GeometryCodecs.CIRCLE);
    put("macaddr", MacaddrCodec.MACADDR);
    put("macaddr8", MacaddrCodec.MACADDR8);
    put("anyarray", new SimpleCodecs.AnyArray());
    put("void", SimpleCodecs.VOID);
    put("oidvector", new VectorCodec(VectorCodec.PgElement.OID));
    put("int2vector", new VectorCodec(VectorCodec.PgElement.INT2));
    put("record", new RecordCodec("record", 2249, null));
    for (RegisteredKind kind : RegisteredKind.values()) {
      put(kind.name().toLowerCase(Locale.ROOT), new RegisteredCodec(kind));
    }
    putRanges();
  }

  private Codecs() {}

  private static void put(String name, TypeCodec codec) {
    BY_NAME.put(name, codec);
  }

  /** The range types of pg_range, and their multiranges. */
  private static void putRanges() {
    CatalogTable types = CatalogTable.of("pg_type");
    Map<String, String> names = new HashMap<>();
    for (String[] row : types.rows()) {
      names.put(row[types.column("oid")], row[types.column("typname")]);
    }
    CatalogTable ranges = CatalogTable.of("pg_range");
    for (String[] row : ranges.rows()) {
      String range = row[ranges.column("rngtypid")];
      String multirange = row[ranges.column("rngmultitypid")];
      put(
          names.get(range),
          new RangeCodec(
              Integer.parseInt(row[ranges.column("rngsubtype")]),
              Integer.parseInt(multirange),
              !row[ranges.column("rngcanonical")].equals("0")));
      put(names.get(multirange), new MultirangeCodec(Integer.parseInt(range)));
    }
  }

  static TypeCodec builtIn(String name, char kind, String element, String delimiter) {
    TypeCodec codec = BY_NAME.get(name);
    if (codec != null) {
      return codec;
    }
    if (name.startsWith("_") && !element.equals("0")) {
      return new ArrayCodec(Integer.parseInt(element), delimiter.charAt(0));
    }
    return kind == 'p' ? new SimpleCodecs.Pseudo(name) : new SimpleCodecs.Unsupported(name);
  }
}
