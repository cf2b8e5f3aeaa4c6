package org.heapgres.planner.functions;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heapgres.planner.types.DateTimes;
import org.heapgres.planner.types.Encoding;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TypeNames;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.Numeric;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRecord;

/** Session information, types by name, uuids, sizes. */
final class SystemFunctions {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String[] SIZE_UNITS = {"bytes", "kB", "MB", "GB", "TB", "PB"};

  private static final Pattern SIZE =
      Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)\\s*(.*)");

  private SystemFunctions() {}

  static String currentUser(CallContext context) {
    return context.session().currentUser();
  }

  static String sessionUser(CallContext context) {
    return context.session().sessionUser();
  }

  static String currentDatabase(CallContext context) {
    return context.session().database();
  }

  static String currentSchema(CallContext context) {
    List<String> schemas = context.session().schemas(false);
    return schemas.isEmpty() ? null : schemas.getFirst();
  }

  static PgArray currentSchemas(CallContext context, boolean includeImplicit) {
    return PgArray.of(Types.NAME.oid(), context.session().schemas(includeImplicit));
  }

  static int pgBackendPid(CallContext context) {
    return context.session().backendPid();
  }

  static long pgCurrentXactId(CallContext context) {
    return context.session().transactionId();
  }

  static long xid8toxid(long xid) {
    return xid & 0xFFFF_FFFFL;
  }

  /** Of two xids, or of an xid and an integer. */
  static boolean xideq(Number left, Number right) {
    return left.intValue() == right.intValue();
  }

  static boolean xidneq(Number left, Number right) {
    return !xideq(left, right);
  }

  static String showConfigByName(CallContext context, String name) {
    return context.session().setting(name, false);
  }

  static String showConfigByNameMissingOk(CallContext context, String name, boolean missingOk) {
    return context.session().setting(name, missingOk);
  }

  static String setConfigByName(CallContext context, String name, String value, Boolean local) {
    if (name == null) {
      throw new PgException(
          org.heapgres.storage.SqlState.NULL_VALUE_NOT_ALLOWED, "SET requires parameter name");
    }
    return context.session().set(name, value, local != null && local);
  }

  static String pgsqlVersion(CallContext context) {
    return "PostgreSQL "
        + context.session().setting("server_version", false)
        + " (Heapgres), "
        + System.getProperty("os.arch")
        + ", 64-bit";
  }

  static String pgClientEncoding(CallContext context) {
    return context.session().setting("client_encoding", false);
  }

  static String getdatabaseencoding() {
    return "UTF8";
  }

  @SuppressWarnings("MemberName")
  static String PGEncodingToChar(int encoding) {
    return Encoding.find(encoding).map(Encoding::name).orElse("");
  }

  @SuppressWarnings("MemberName")
  static int PGCharToEncoding(String name) {
    return Encoding.find(name).map(Encoding::number).orElse(-1);
  }

  static long pgTypeof(CallTypes types, Object value) {
    return Integer.toUnsignedLong(types.argument(0).oid());
  }

  static String formatType(CallContext context, Long oid, Integer typmod) {
    if (oid == null) {
      return null;
    }
    if (oid == 0) {
      return "-";
    }
    PgType type = context.formats().environment().types().type(oid.intValue());
    if (type == null) {
      return "???";
    }
    return context
        .formats()
        .environment()
        .typeName(type, typmod == null ? TypeNames.UNKNOWN_MODIFIER : typmod);
  }

  static String oidvectortypes(CallContext context, PgArray oids) {
    List<String> names = new ArrayList<>();
    for (Object oid : oids.elements()) {
      names.add(formatType(context, (Long) oid, null));
    }
    return String.join(", ", names);
  }

  static int pgNumNulls(CallTypes types, Object[] arguments) {
    return count(types, arguments, true);
  }

  static int pgNumNonnulls(CallTypes types, Object[] arguments) {
    return count(types, arguments, false);
  }

  private static int count(CallTypes types, Object[] arguments, boolean nulls) {
    Object[] values =
        types.variadicArray() && arguments[0] != null
            ? ((PgArray) arguments[0]).elements()
            : arguments;
    int count = 0;
    for (Object value : values) {
      count += (value == null) == nulls ? 1 : 0;
    }
    return count;
  }

  static boolean pgInputIsValid(CallContext context, String value, String type) {
    return inputError(context, value, type) == null;
  }

  static PgRecord pgInputErrorInfo(CallContext context, String value, String type) {
    PgException error = inputError(context, value, type);
    int text = Types.TEXT.oid();
    Object[] fields =
        error == null
            ? new Object[4]
            : new Object[] {
              error.getMessage(),
              error.detail().orElse(null),
              error.hint().orElse(null),
              error.code()
            };
    return new PgRecord(new int[] {text, text, text, text}, fields);
  }

  private static PgException inputError(CallContext context, String value, String typeName) {
    int open = typeName.indexOf('(');
    int close = typeName.indexOf(')', Math.max(open, 0));
    String name =
        open < 0 || close < 0
            ? typeName
            : typeName.substring(0, open) + typeName.substring(close + 1);
    PgType type = TypeNames.parse(name);
    if (type == null) {
      long oid =
          context
              .formats()
              .environment()
              .objectOid(org.heapgres.planner.types.RegisteredKind.REGTYPE, name);
      type = context.formats().environment().types().require((int) oid);
    }
    int typmod =
        open < 0 || close < 0
            ? -1
            : type.codec()
                .typmod(
                    java.util.Arrays.stream(typeName.substring(open + 1, close).split(",", -1))
                        .mapToInt(part -> Integer.parseInt(part.strip()))
                        .toArray());
    try {
      type.parseText(value, typmod, context.formats());
      return null;
    } catch (PgException e) {
      return e;
    }
  }

  static Iterator<?> pgGetKeywords() {
    int text = Types.TEXT.oid();
    int[] types = {text, Types.CHAR.oid(), Types.BOOL.oid(), text, text};
    return Quoting.keywords().stream()
        .map(
            k ->
                new PgRecord(
                    types,
                    new Object[] {
                      k.word(),
                      String.valueOf(k.category()),
                      k.bareLabel(),
                      k.categoryDescription(),
                      k.labelDescription()
                    }))
        .iterator();
  }

  static UUID genRandomUuid() {
    return UUID.randomUUID();
  }

  static UUID uuidv7() {
    return version7(System.currentTimeMillis(), System.nanoTime());
  }

  static UUID uuidv7Interval(CallContext context, Interval shift) {
    long moved =
        DateTimeFunctions.plusInZone(
            ClockFunctions.clockTimestamp(), shift, context.formats().zone());
    long unixMicros = moved - DateTimes.UNIX_EPOCH_DAYS * DateTimes.MICROS_PER_DAY;
    return version7(Math.floorDiv(unixMicros, 1000L), unixMicros * 1000);
  }

  /** Milliseconds, then twelve bits below them, then random bits. */
  private static UUID version7(long millis, long nanos) {
    long fraction = Math.floorMod(nanos, 1_000_000L) * 4096 / 1_000_000;
    byte[] random = new byte[8];
    RANDOM.nextBytes(random);
    long low = ByteBuffer.wrap(random).getLong();
    return new UUID(
        millis << 16 | 0x7000L | fraction, (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
  }

  static Short uuidExtractVersion(UUID uuid) {
    return uuid.variant() == 2 ? (Short) (short) uuid.version() : null;
  }

  static Long uuidExtractTimestamp(UUID uuid) {
    if (uuid.variant() != 2) {
      return null;
    }
    long unixEpoch = DateTimes.UNIX_EPOCH_DAYS * DateTimes.MICROS_PER_DAY;
    return switch (uuid.version()) {
      case 1 -> uuid.timestamp() / 10 - 12_219_292_800_000_000L + unixEpoch;
      case 7 -> (uuid.getMostSignificantBits() >>> 16) * 1000 + unixEpoch;
      default -> null;
    };
  }

  static long pgSizeBytes(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw Errors.invalidParameter("invalid size: \"" + text + "\"");
    }
    String unit = matcher.group(2).toLowerCase(Locale.ROOT);
    int power = unit.isEmpty() || unit.equals("b") ? 0 : units().indexOf(unit);
    if (power < 0) {
      throw Errors.invalidParameter("invalid size: \"" + text + "\"")
          .withDetail("Invalid size unit: \"" + matcher.group(2) + "\".")
          .withHint(
              "Valid units are \"bytes\", \"B\", \"kB\", \"MB\", \"GB\", \"TB\", and \"PB\".");
    }
    java.math.BigDecimal size =
        new java.math.BigDecimal(matcher.group(1))
            .multiply(java.math.BigDecimal.valueOf(1L << (10 * power)))
            .setScale(0, java.math.RoundingMode.HALF_UP);
    try {
      return size.longValueExact();
    } catch (ArithmeticException e) {
      throw Errors.outOfRange("bigint");
    }
  }

  private static List<String> units() {
    return java.util.Arrays.stream(SIZE_UNITS).map(unit -> unit.toLowerCase(Locale.ROOT)).toList();
  }

  static String unicodeVersion() {
    return "16.0";
  }

  static boolean unicodeAssigned(String text) {
    return text.codePoints().allMatch(c -> Character.getType(c) != Character.UNASSIGNED);
  }

  static String pgSizePretty(long size) {
    return pgSizePrettyNumeric(Numeric.of(size));
  }

  static String pgSizePrettyNumeric(Numeric size) {
    if (!size.isFinite()) {
      return size + " PB";
    }
    java.math.BigDecimal value = size.toBigDecimal();
    java.math.BigDecimal limit = java.math.BigDecimal.valueOf(10 * 1024);
    if (value.abs().compareTo(limit) < 0) {
      return value.toPlainString() + " bytes";
    }
    java.math.BigInteger shifted = value.toBigInteger();

    // one bit more than shown is kept for rounding
    java.math.BigInteger doubleLimit = java.math.BigInteger.valueOf(20 * 1024 - 1);
    shifted = divided(shifted, 9);
    int unit = 1;
    while (unit < SIZE_UNITS.length - 1 && shifted.abs().compareTo(doubleLimit) >= 0) {
      shifted = divided(shifted, 10);
      unit++;
    }
    java.math.BigInteger rounded =
        shifted
            .add(java.math.BigInteger.valueOf(shifted.signum()))
            .divide(java.math.BigInteger.TWO);
    return rounded + " " + SIZE_UNITS[unit];
  }

  private static java.math.BigInteger divided(java.math.BigInteger value, int bits) {
    return value.divide(java.math.BigInteger.ONE.shiftLeft(bits));
  }

  static boolean pgIsInRecovery() {
    return false;
  }

  static String icuUnicodeVersion() {
    return null;
  }

  static String pgSleepForInterval(CallContext context, Interval length) {
    return ClockFunctions.pgSleep(context, IntervalFunctions.epoch(length).doubleValue());
  }

  static String pgSleepUntilTimestamptz(CallContext context, long until) {
    double seconds =
        (until - ClockFunctions.clockTimestamp()) / (double) DateTimes.MICROS_PER_SECOND;
    return ClockFunctions.pgSleep(context, seconds);
  }
}
