package org.heapgres.planner.functions;

import static org.heapgres.planner.functions.Errors.divisionByZero;
import static org.heapgres.planner.functions.Errors.outOfRange;

/** Arithmetic, bit operations and casts of int2, int4, int8 and their mixtures. */
final class IntegerFunctions {
  private IntegerFunctions() {}

  private static short toInt2(int value) {
    if (value != (short) value) {
      throw outOfRange("smallint");
    }
    return (short) value;
  }

  private static int toInt4(long value) {
    if (value != (int) value) {
      throw outOfRange("integer");
    }
    return (int) value;
  }

  static short int2pl(int a, int b) {
    return toInt2(a + b);
  }

  static short int2mi(int a, int b) {
    return toInt2(a - b);
  }

  static short int2mul(int a, int b) {
    return toInt2(a * b);
  }

  static short int2div(int a, int b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return toInt2(a / b);
  }

  static int int4pl(int a, int b) {
    return toInt4((long) a + b);
  }

  static int int4mi(int a, int b) {
    return toInt4((long) a - b);
  }

  static int int4mul(int a, int b) {
    return toInt4((long) a * b);
  }

  static int int4div(int a, int b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return toInt4((long) a / b);
  }

  static int int24pl(int a, int b) {
    return toInt4((long) a + b);
  }

  static int int24mi(int a, int b) {
    return toInt4((long) a - b);
  }

  static int int24mul(int a, int b) {
    return toInt4((long) a * b);
  }

  static int int24div(int a, int b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return toInt4((long) a / b);
  }

  static int int42pl(int a, int b) {
    return toInt4((long) a + b);
  }

  static int int42mi(int a, int b) {
    return toInt4((long) a - b);
  }

  static int int42mul(int a, int b) {
    return toInt4((long) a * b);
  }

  static int int42div(int a, int b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return toInt4((long) a / b);
  }

  static long int8pl(long a, long b) {
    try {
      return Math.addExact(a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int8mi(long a, long b) {
    try {
      return Math.subtractExact(a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int8mul(long a, long b) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int8div(long a, long b) {
    if (b == 0) {
      throw divisionByZero();
    }
    if (b == -1 && a == Long.MIN_VALUE) {
      throw outOfRange("bigint");
    }
    return a / b;
  }

  static long int84pl(long a, int b) {
    try {
      return Math.addExact(a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int84mi(long a, int b) {
    try {
      return Math.subtractExact(a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int84mul(long a, int b) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int84div(long a, int b) {
    if (b == 0) {
      throw divisionByZero();
    }
    if (b == -1 && a == Long.MIN_VALUE) {
      throw outOfRange("bigint");
    }
    return a / b;
  }

  static long int48pl(int a, long b) {
    try {
      return Math.addExact((long) a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int48mi(int a, long b) {
    try {
      return Math.subtractExact((long) a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int48mul(int a, long b) {
    try {
      return Math.multiplyExact((long) a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int48div(int a, long b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return a / b;
  }

  static long int82pl(long a, int b) {
    try {
      return Math.addExact(a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int82mi(long a, int b) {
    try {
      return Math.subtractExact(a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int82mul(long a, int b) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int82div(long a, int b) {
    if (b == 0) {
      throw divisionByZero();
    }
    if (b == -1 && a == Long.MIN_VALUE) {
      throw outOfRange("bigint");
    }
    return a / b;
  }

  static long int28pl(int a, long b) {
    try {
      return Math.addExact((long) a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int28mi(int a, long b) {
    try {
      return Math.subtractExact((long) a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int28mul(int a, long b) {
    try {
      return Math.multiplyExact((long) a, b);
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
  }

  static long int28div(int a, long b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return a / b;
  }

  static short int2mod(int a, int b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return (short) (a % b);
  }

  static short int2and(int a, int b) {
    return (short) (a & b);
  }

  static short int2or(int a, int b) {
    return (short) (a | b);
  }

  static short int2xor(int a, int b) {
    return (short) (a ^ b);
  }

  static short int2not(int a) {
    return (short) ~a;
  }

  static short int2shl(int a, int b) {
    return (short) (a << (b & 31));
  }

  static short int2shr(int a, int b) {
    return (short) (a >> b);
  }

  static short int2up(int a) {
    return (short) a;
  }

  static short int2um(int a) {
    if (a == Short.MIN_VALUE) {
      throw outOfRange("smallint");
    }
    return (short) -a;
  }

  static short int2abs(int a) {
    if (a == Short.MIN_VALUE) {
      throw outOfRange("smallint");
    }
    return (short) Math.abs(a);
  }

  static int int4mod(int a, int b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return a % b;
  }

  static int int4and(int a, int b) {
    return a & b;
  }

  static int int4or(int a, int b) {
    return a | b;
  }

  static int int4xor(int a, int b) {
    return a ^ b;
  }

  static int int4not(int a) {
    return ~a;
  }

  static int int4shl(int a, int b) {
    return a << b;
  }

  static int int4shr(int a, int b) {
    return a >> b;
  }

  static int int4up(int a) {
    return a;
  }

  static int int4um(int a) {
    if (a == Integer.MIN_VALUE) {
      throw outOfRange("integer");
    }
    return -a;
  }

  static int int4abs(int a) {
    if (a == Integer.MIN_VALUE) {
      throw outOfRange("integer");
    }
    return Math.abs(a);
  }

  static long int8mod(long a, long b) {
    if (b == 0) {
      throw divisionByZero();
    }
    return a % b;
  }

  static long int8and(long a, long b) {
    return a & b;
  }

  static long int8or(long a, long b) {
    return a | b;
  }

  static long int8xor(long a, long b) {
    return a ^ b;
  }

  static long int8not(long a) {
    return ~a;
  }

  static long int8shl(long a, int b) {
    return a << b;
  }

  static long int8shr(long a, int b) {
    return a >> b;
  }

  static long int8up(long a) {
    return a;
  }

  static long int8um(long a) {
    if (a == Long.MIN_VALUE) {
      throw outOfRange("bigint");
    }
    return -a;
  }

  static long int8abs(long a) {
    if (a == Long.MIN_VALUE) {
      throw outOfRange("bigint");
    }
    return Math.abs(a);
  }

  static int int4inc(int a) {
    return int4pl(a, 1);
  }

  static long int8inc(long a) {
    return int8pl(a, 1);
  }

  static long int8dec(long a) {
    return int8mi(a, 1);
  }

  static int int4gcd(int a, int b) {
    java.math.BigInteger gcd = java.math.BigInteger.valueOf(a).gcd(java.math.BigInteger.valueOf(b));
    if (gcd.bitLength() > 31) {
      throw outOfRange("integer");
    }
    return gcd.intValue();
  }

  static int int4lcm(int a, int b) {
    if (a == 0 || b == 0) {
      return 0;
    }
    java.math.BigInteger x = java.math.BigInteger.valueOf(a);
    java.math.BigInteger y = java.math.BigInteger.valueOf(b);
    java.math.BigInteger lcm = x.divide(x.gcd(y)).multiply(y).abs();
    if (lcm.bitLength() > 31) {
      throw outOfRange("integer");
    }
    return lcm.intValue();
  }

  static long int8gcd(long a, long b) {
    java.math.BigInteger gcd = java.math.BigInteger.valueOf(a).gcd(java.math.BigInteger.valueOf(b));
    if (gcd.bitLength() > 63) {
      throw outOfRange("bigint");
    }
    return gcd.longValue();
  }

  static long int8lcm(long a, long b) {
    if (a == 0 || b == 0) {
      return 0;
    }
    java.math.BigInteger x = java.math.BigInteger.valueOf(a);
    java.math.BigInteger y = java.math.BigInteger.valueOf(b);
    java.math.BigInteger lcm = x.divide(x.gcd(y)).multiply(y).abs();
    if (lcm.bitLength() > 63) {
      throw outOfRange("bigint");
    }
    return lcm.longValue();
  }

  static int i2toi4(int a) {
    return a;
  }

  static short i4toi2(int a) {
    return toInt2(a);
  }

  static long int28(int a) {
    return a;
  }

  static short int82(long a) {
    if (a != (short) a) {
      throw outOfRange("smallint");
    }
    return (short) a;
  }

  static long int48(int a) {
    return a;
  }

  static int int84(long a) {
    return toInt4(a);
  }

  static long i8tooid(long a) {
    if (a < 0 || a > 0xFFFF_FFFFL) {
      throw outOfRange("OID");
    }
    return a;
  }

  static long oidtoi8(long a) {
    return a;
  }

  static boolean int4Bool(int a) {
    return a != 0;
  }

  static int boolInt4(boolean a) {
    return a ? 1 : 0;
  }
}
