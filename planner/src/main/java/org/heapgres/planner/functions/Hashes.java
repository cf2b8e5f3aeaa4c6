package org.heapgres.planner.functions;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RangeCodec;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.value.Inet;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.Numeric;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRange;
import org.heapgres.storage.value.PgRecord;
import org.heapgres.storage.value.TimeTz;

/**
 * The functions behind hash operator classes, of 32 bits and of 64 with a seed, and the hashes of
 * values, which are PostgreSQL's: applications store them, and partitions by hash depend on them.
 */
public final class Hashes {
  private static final int HASH = 405;
  private static final int LOWER_INCLUSIVE = 2;
  private static final int UPPER_INCLUSIVE = 4;
  private static final int LOWER_INFINITE = 8;
  private static final int UPPER_INFINITE = 16;
  private static final BigInteger DIGIT = BigInteger.valueOf(10_000);

  /** Types whose values hash as integers of 32 or of 64 bits. */
  private static final Set<String> WORDS =
      Set.of("int2", "int4", "date", "oid", "xid", "cid", "bool");

  private static final Set<String> NUMBERS =
      Set.of("int8", "timestamp", "timestamptz", "time", "xid8", "pg_lsn", "money");

  private static final Set<String> BYTES = Set.of("bytea", "macaddr", "macaddr8");
  private static final Set<String> TEXTS = Set.of("text", "varchar", "name");

  private static final Set<String> OTHERS =
      Set.of(
          "char",
          "bpchar",
          "float4",
          "float8",
          "uuid",
          "numeric",
          "interval",
          "timetz",
          "inet",
          "cidr",
          "oidvector",
          "record",
          "anyarray",
          "anyrange",
          "anymultirange");

  /** By oid, whether the function takes a seed. */
  private static final Map<Integer, Boolean> SEEDED = support();

  private Hashes() {}

  private static Map<Integer, Boolean> support() {
    CatalogTable families = CatalogTable.of("pg_opfamily");
    Set<String> hashed = new HashSet<>();
    for (String[] row : families.rows()) {
      if (Integer.parseInt(row[families.column("opfmethod")]) == HASH) {
        hashed.add(row[families.column("oid")]);
      }
    }
    CatalogTable table = CatalogTable.of("pg_amproc");
    Map<Integer, Boolean> functions = new HashMap<>();
    for (String[] row : table.rows()) {
      if (hashed.contains(row[table.column("amprocfamily")])) {
        functions.put(
            Integer.parseInt(row[table.column("amproc")]),
            row[table.column("amprocnum")].equals("2"));
      }
    }
    return functions;
  }

  /** Null when the function is none of a hash operator class, or its type has no hash here. */
  static BoundFunction bind(PgProc proc, CallTypes types) {
    Boolean seeded = SEEDED.get(proc.oid());
    if (seeded == null) {
      return null;
    }
    int declared = proc.argumentTypes().getFirst();
    PgType type =
        Types.isPolymorphic(declared) || declared == Types.RECORD.oid()
            ? types.argument(0)
            : Types.REGISTRY.require(declared);
    if (!isHashed(type)) {
      return null;
    }
    ScalarFunction function =
        seeded
            ? (context, arguments) -> of(type, arguments[0], (Long) arguments[1])
            : (context, arguments) -> (int) of(type, arguments[0], 0);
    return new BoundFunction(proc, types, function, null, BoundFunction.KernelSource.NONE);
  }

  private static boolean isHashed(PgType type) {
    String name = type.root().name();
    return WORDS.contains(name)
        || NUMBERS.contains(name)
        || BYTES.contains(name)
        || TEXTS.contains(name)
        || OTHERS.contains(name)
        || type.root().isArray()
        || type.root().kind() == 'r'
        || type.root().kind() == 'c';
  }

  /** The hash of 64 bits; its lower half for seed 0 is that of 32 bits. */
  public static long of(PgType declared, Object datum, long seed) {
    PgType type = declared.root();
    String name = type.name();
    if (WORDS.contains(name)) {
      int word = datum instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) datum).intValue();
      return JenkinsHash.of(word, seed);
    }
    if (NUMBERS.contains(name)) {
      return number(((Number) datum).longValue(), seed);
    }
    if (BYTES.contains(name)) {
      return JenkinsHash.of((byte[]) datum, seed);
    }
    if (TEXTS.contains(name)) {
      return text((String) datum, seed);
    }
    return switch (datum) {
      case String characters ->
          name.equals("char")
              ? JenkinsHash.of(characters.isEmpty() ? 0 : (byte) characters.charAt(0), seed)
              : name.equals("bpchar") ? text(characters.stripTrailing(), seed) : refuse(type);
      case Float value -> real(value.doubleValue(), seed);
      case Double value -> real(value, seed);
      case UUID uuid ->
          JenkinsHash.of(
              ByteBuffer.allocate(16)
                  .putLong(uuid.getMostSignificantBits())
                  .putLong(uuid.getLeastSignificantBits())
                  .array(),
              seed);
      case Numeric value -> numeric(value, seed);
      case Interval interval -> number(interval.span().longValue(), seed);
      case TimeTz time -> number(time.micros(), seed) ^ JenkinsHash.of(time.zoneSeconds(), seed);
      case Inet inet -> {
        byte[] bytes = new byte[2 + inet.address().length];
        bytes[0] = (byte) (inet.isV4() ? 2 : 3);
        bytes[1] = (byte) inet.bits();
        System.arraycopy(inet.address(), 0, bytes, 2, inet.address().length);
        yield JenkinsHash.of(bytes, seed);
      }
      case PgRange range -> range(type, range, seed);
      case PgArray array -> array(name, array, seed);
      case PgRecord record -> {
        long hash = 0;
        for (int i = 0; i < record.size(); i++) {
          PgType field = Types.REGISTRY.require(record.fieldOids()[i]);
          hash = combined(hash, field, record.fields()[i], seed);
        }
        yield hash;
      }
      default -> refuse(type);
    };
  }

  private static Long refuse(PgType type) {
    throw PgException.notSupported("the hash of type " + type.formatted(-1));
  }

  private static long combined(long hash, PgType type, Object datum, long seed) {
    return (hash << 5) - hash + (datum == null ? 0 : of(type, datum, seed));
  }

  private static long text(String value, long seed) {
    return JenkinsHash.of(value.getBytes(StandardCharsets.UTF_8), seed);
  }

  private static long number(long value, long seed) {
    int high = (int) (value >> 32);
    return JenkinsHash.of((int) value ^ (value >= 0 ? high : ~high), seed);
  }

  private static long real(double value, long seed) {
    return value == 0
        ? seed
        : JenkinsHash.of(
            ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Double.doubleToLongBits(value))
                .array(),
            seed);
  }

  /** Of the digits to base 10,000 without zeros at either end, and the weight of the first. */
  private static long numeric(Numeric value, long seed) {
    if (!value.isFinite()) {
      return seed;
    }
    if (value.signum() == 0) {
      return seed - 1;
    }
    BigDecimal decimal = value.toBigDecimal().abs().stripTrailingZeros();
    int scale = Math.max(decimal.scale(), 0);
    int digitsBehind = (scale + 3) / 4;
    BigInteger digits = decimal.setScale(4 * digitsBehind).unscaledValue();
    while (digits.mod(DIGIT).signum() == 0) {
      digits = digits.divide(DIGIT);
      digitsBehind--;
    }
    int count = 0;
    for (BigInteger rest = digits; rest.signum() > 0; rest = rest.divide(DIGIT)) {
      count++;
    }
    ByteBuffer bytes = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
    BigInteger rest = digits;
    for (int i = count - 1; i >= 0; i--) {
      BigInteger[] parts = rest.divideAndRemainder(DIGIT);
      bytes.putShort(2 * i, parts[1].shortValue());
      rest = parts[0];
    }
    return JenkinsHash.of(bytes.array(), seed) ^ (count - digitsBehind - 1);
  }

  private static long range(PgType type, PgRange range, long seed) {
    PgType element = Types.REGISTRY.require(((RangeCodec) type.codec()).elementOid());
    int flags = 0;
    long lower = 0;
    long upper = 0;
    if (range.empty()) {
      flags = 1;
    } else {
      flags |=
          range.lower() == null ? LOWER_INFINITE : range.lowerInclusive() ? LOWER_INCLUSIVE : 0;
      flags |=
          range.upper() == null ? UPPER_INFINITE : range.upperInclusive() ? UPPER_INCLUSIVE : 0;
      lower = range.lower() == null ? 0 : of(element, range.lower(), seed);
      upper = range.upper() == null ? 0 : of(element, range.upper(), seed);
    }
    long hash = JenkinsHash.of(flags, seed) ^ lower;
    // each half is rotated by itself
    hash = (hash << 1 & 0xffff_fffe_ffff_fffeL) | (hash >>> 31 & 0x1_0000_0001L);
    return hash ^ upper;
  }

  private static long array(String name, PgArray array, long seed) {
    if (name.equals("oidvector")) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * array.size()).order(ByteOrder.LITTLE_ENDIAN);
      for (Object each : array.elements()) {
        bytes.putInt(((Number) each).intValue());
      }
      return JenkinsHash.of(bytes.array(), seed);
    }
    PgType element = Types.REGISTRY.require(array.elementOid());
    long hash = 1;
    for (Object each : array.elements()) {
      hash = combined(hash, element, each, seed);
    }
    return hash;
  }
}
