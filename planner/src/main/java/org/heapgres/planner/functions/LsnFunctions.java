package org.heapgres.planner.functions;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Numeric;

/** Arithmetic of pg_lsn, whose datums are unsigned (manual, 8.20). */
final class LsnFunctions {
  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);

  private LsnFunctions() {}

  private static BigDecimal unsigned(long lsn) {
    return new BigDecimal(Long.toUnsignedString(lsn));
  }

  private static long lsn(BigDecimal value) {
    BigInteger rounded = value.setScale(0, RoundingMode.HALF_UP).toBigInteger();
    if (rounded.signum() < 0 || rounded.compareTo(LIMIT) >= 0) {
      throw Errors.invalidParameter("pg_lsn out of range");
    }
    return rounded.longValue();
  }

  private static PgException refused(String what) {
    return new PgException(SqlState.FEATURE_NOT_SUPPORTED, what);
  }

  private static BigDecimal finite(Numeric value) {
    if (!value.isFinite()) {
      throw refused("cannot convert " + (value.isNaN() ? "NaN" : "infinity") + " to pg_lsn");
    }
    return value.toBigDecimal();
  }

  static Numeric pgLsnMi(long left, long right) {
    return Numeric.of(unsigned(left).subtract(unsigned(right)));
  }

  static Numeric pgWalLsnDiff(long left, long right) {
    return pgLsnMi(left, right);
  }

  static long pgLsnPli(long lsn, Numeric bytes) {
    if (bytes.isNaN()) {
      throw refused("cannot add NaN to pg_lsn");
    }
    return lsn(unsigned(lsn).add(finite(bytes)));
  }

  static long pgLsnMii(long lsn, Numeric bytes) {
    if (bytes.isNaN()) {
      throw refused("cannot subtract NaN from pg_lsn");
    }
    return lsn(unsigned(lsn).subtract(finite(bytes)));
  }

  static long numericPgLsn(Numeric value) {
    return lsn(finite(value));
  }

  static long numericPlPgLsnNumericPgLsn(Numeric bytes, long lsn) {
    return pgLsnPli(lsn, bytes);
  }
}
