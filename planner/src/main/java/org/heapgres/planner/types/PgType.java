package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One type: a row of pg_type and the code that handles its values. Immutable; equal by oid.
 *
 * @param namespace oid of the schema; 11 is pg_catalog
 * @param length bytes of a fixed-length value, -1 for variable length, -2 for cstring
 * @param kind pg_type.typtype: b base, c composite, d domain, e enum, m multirange, p pseudo, r
 *     range
 * @param relation oid of the relation whose row type this is, or 0
 * @param element oid of the element type, for arrays and array-like types; or 0
 * @param array oid of the array of this type, or 0
 * @param baseType oid of a domain's type, with {@code typmod}; or 0
 */
public record PgType(
    int oid,
    String name,
    int namespace,
    int length,
    boolean byValue,
    char kind,
    char category,
    boolean preferred,
    char delimiter,
    int relation,
    int element,
    int array,
    int baseType,
    int typmod,
    int collation,
    TypeCodec codec) {

  private static final int DEFAULT_COLLATION = 100;

  /** What a composite type is made of. */
  public record Field(String name, int typeOid, int typmod) {}

  /** A type that a database declares, kept in schema {@code namespace}. */
  public static PgType enumType(
      int oid, String name, int namespace, int array, List<EnumCodec.Label> labels) {
    return new PgType(
        oid,
        name,
        namespace,
        4,
        true,
        'e',
        'E',
        false,
        ',',
        0,
        0,
        array,
        0,
        -1,
        0,
        new EnumCodec(name, labels));
  }

  /** A type that an extension brings along. */
  public static PgType baseType(
      int oid,
      String name,
      int namespace,
      int array,
      char category,
      boolean preferred,
      boolean collatable,
      TypeCodec codec) {
    return new PgType(
        oid,
        name,
        namespace,
        -1,
        false,
        'b',
        category,
        preferred,
        ',',
        0,
        0,
        array,
        0,
        -1,
        collatable ? DEFAULT_COLLATION : 0,
        codec);
  }

  /** {@code relation} is the table's or the stand-alone composite type's pg_class oid. */
  public static PgType compositeType(
      int oid, String name, int namespace, int relation, int array, List<Field> fields) {
    return new PgType(
        oid,
        name,
        namespace,
        -1,
        false,
        'c',
        'C',
        false,
        ',',
        relation,
        0,
        array,
        0,
        -1,
        0,
        new RecordCodec(name, oid, fields));
  }

  /** The anonymous record with its fields' names, for one expression. */
  public static PgType recordType(List<Field> fields) {
    PgType record = Types.RECORD;
    return new PgType(
        record.oid,
        record.name,
        record.namespace,
        record.length,
        record.byValue,
        record.kind,
        record.category,
        record.preferred,
        record.delimiter,
        record.relation,
        record.element,
        record.array,
        record.baseType,
        record.typmod,
        record.collation,
        new RecordCodec(record.name, record.oid, fields));
  }

  /** Values are those of the base type, which may be a domain as well. */
  public static PgType domainType(
      int oid, String name, int namespace, int array, PgType base, int typmod, int collation) {
    int baseTypmod = typmod < 0 && base.kind == 'd' ? base.typmod : typmod;
    return new PgType(
        oid,
        name,
        namespace,
        base.length,
        base.byValue,
        'd',
        base.category,
        false,
        ',',
        0,
        0,
        array,
        base.oid,
        baseTypmod,
        collation,
        new DomainCodec(oid, baseTypmod, base.root()));
  }

  /** Stands for a user's type in a catalog record that is being read, until it is linked. */
  public static PgType unresolved(int oid) {
    return new PgType(
        oid,
        "?",
        0,
        -1,
        false,
        'p',
        'X',
        false,
        ',',
        0,
        0,
        0,
        0,
        -1,
        0,
        new SimpleCodecs.Unsupported("?"));
  }

  /** A range over {@code subtype}, which has no canonical form. */
  public static PgType rangeType(
      int oid, String name, int namespace, int array, PgType subtype, int multirange) {
    return new PgType(
        oid,
        name,
        namespace,
        -1,
        false,
        'r',
        'R',
        false,
        ',',
        0,
        0,
        array,
        0,
        -1,
        0,
        new RangeCodec(subtype.oid, multirange, false));
  }

  public static PgType multirangeType(
      int oid, String name, int namespace, int array, PgType range) {
    return new PgType(
        oid,
        name,
        namespace,
        -1,
        false,
        'm',
        'R',
        false,
        ',',
        0,
        0,
        array,
        0,
        -1,
        0,
        new MultirangeCodec(range.oid));
  }

  /** What a domain is made of in the end; any other type itself. */
  public PgType root() {
    if (kind != 'd') {
      return this;
    }
    return codec instanceof DomainCodec domain ? domain.root() : Types.byOid(baseType);
  }

  public static PgType arrayType(int oid, String name, PgType element) {
    return new PgType(
        oid,
        name,
        element.namespace,
        -1,
        false,
        'b',
        'A',
        false,
        ',',
        0,
        element.oid,
        0,
        0,
        -1,
        element.collation,
        new ArrayCodec(element));
  }

  /** The same type, its values compared by that collation. */
  public PgType collated(Collation other) {
    return new PgType(
        oid,
        name,
        namespace,
        length,
        byValue,
        kind,
        category,
        preferred,
        delimiter,
        relation,
        element,
        array,
        baseType,
        typmod,
        other.oid(),
        collated(codec, other));
  }

  private static TypeCodec collated(TypeCodec codec, Collation other) {
    return switch (codec) {
      case DomainCodec domain -> domain.collated(other);
      case ArrayCodec array -> array.collated(other);
      case CollatedCodec collated -> collated(collated.base(), other);
      default -> other.byCodePoints() ? codec : new CollatedCodec(codec, other);
    };
  }

  /** Whether both types' values are in the same order as far as collations matter. */
  public boolean ordersAs(PgType other) {
    return order() == other.order();
  }

  /** The oid of a collation that is not by code points; 0 for any that is, and for none. */
  int order() {
    return switch (codec) {
      case CollatedCodec collated -> collated.collation().oid();
      case DomainCodec domain -> domain.root().order();
      case ArrayCodec array -> array.order();
      default -> 0;
    };
  }

  /** Its collation's name, without a schema; empty for one that nobody has named. */
  public String collationName() {
    Collation known = knownCollation();
    return known == null ? "" : known.name();
  }

  /** Null for a type without one, and for a user's that is in the order of code points. */
  public Collation knownCollation() {
    return switch (codec) {
      case CollatedCodec collated -> collated.collation();
      case DomainCodec domain -> domain.root().knownCollation();
      default -> Collation.builtIn(collation);
    };
  }

  /** Whether it has another collation than the type by itself. */
  public boolean isCollated() {
    PgType builtIn = Types.byOid(oid);
    return builtIn != null && builtIn.collation != collation;
  }

  /** A true array: int4[], not the fixed-length name or point, nor oidvector. */
  public boolean isArray() {
    return element != 0 && length == -1 && codec instanceof ArrayCodec;
  }

  public boolean isPolymorphic() {
    return Types.isPolymorphic(oid);
  }

  public boolean isPseudo() {
    return kind == 'p';
  }

  public Object parseText(String text, int typmod, FormatSettings settings) {
    return codec.parseText(text, typmod, settings);
  }

  public Object parseText(byte[] text, int from, int to, int typmod, FormatSettings settings) {
    return codec.parseText(text, from, to, typmod, settings);
  }

  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    return codec.parseBinary(bytes, typmod, settings);
  }

  public String text(Object datum, FormatSettings settings) {
    return codec.text(datum, settings);
  }

  public void writeText(Object datum, FormatSettings settings, WireBuffer out) {
    codec.writeText(datum, settings, out);
  }

  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    codec.writeBinary(datum, settings, out);
  }

  public int compare(Object left, Object right) {
    return codec.compare(left, right);
  }

  public boolean equal(Object left, Object right) {
    return codec.equal(left, right);
  }

  public int hash(Object datum) {
    return codec.hash(datum);
  }

  public Object coerce(Object datum, int typmod, boolean explicit) {
    return codec.coerce(datum, typmod, explicit);
  }

  /** As PostgreSQL's format_type: {@code character varying(10)}, {@code integer[]}. */
  public String formatted(int typmod) {
    return TypeNames.format(
        this, typmod == -1 ? TypeNames.UNKNOWN_MODIFIER : typmod, Types.REGISTRY);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgType type && type.oid == oid;
  }

  @Override
  public int hashCode() {
    return oid;
  }

  @Override
  public String toString() {
    return name;
  }
}
