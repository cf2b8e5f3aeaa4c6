package org.heapgres.runtime.direct;

/** Operators on numbers, and on strings where said, as far as their results are plain as well. */
enum Operator {
  /** Of strings, too. */
  ADD {
    @Override
    long of(long left, long right) {
      long sum = left + right;
      if (((left ^ sum) & (right ^ sum)) < 0) {
        throw new NotDirect();
      }
      return sum;
    }

    @Override
    double of(double left, double right) {
      return left + right;
    }

    @Override
    String of(String left, String right) {
      if (left.length() + right.length() > LONGEST_TEXT) {
        throw new NotDirect();
      }
      return left + right;
    }
  },
  SUBTRACT {
    @Override
    long of(long left, long right) {
      long difference = left - right;
      if (((left ^ right) & (left ^ difference)) < 0) {
        throw new NotDirect();
      }
      return difference;
    }

    @Override
    double of(double left, double right) {
      return left - right;
    }
  },
  MULTIPLY {
    @Override
    long of(long left, long right) {
      long product = left * right;
      if (Math.multiplyHigh(left, right) != product >> 63) {
        throw new NotDirect();
      }
      return product;
    }

    @Override
    double of(double left, double right) {
      return left * right;
    }
  },
  DIVIDE {
    @Override
    Object ofIntegers(long left, long right) {
      return of(real(left), real(right));
    }

    @Override
    double of(double left, double right) {
      if (right == 0) {
        throw new NotDirect();
      }
      return left / right;
    }
  },
  FLOOR_DIVIDE {
    @Override
    long of(long left, long right) {
      if (right == 0 || right == -1) {
        throw new NotDirect();
      }
      return Math.floorDiv(left, right);
    }
  },
  MODULO {
    @Override
    long of(long left, long right) {
      if (right == 0) {
        throw new NotDirect();
      }
      return Math.floorMod(left, right);
    }
  },
  AND {
    @Override
    long of(long left, long right) {
      return left & right;
    }
  },
  OR {
    @Override
    long of(long left, long right) {
      return left | right;
    }
  },
  XOR {
    @Override
    long of(long left, long right) {
      return left ^ right;
    }
  };

  private static final int LONGEST_TEXT = 1 << 20;

  /** Integers up to it are the same as floats. */
  private static final long MOST_EXACT = 1L << 53;

  Object of(Object left, Object right) {
    if (left instanceof Long l && right instanceof Long r) {
      return ofIntegers(l, r);
    }
    if (left instanceof String l && right instanceof String r) {
      return of(l, r);
    }
    return of(real(left), real(right));
  }

  Object ofIntegers(long left, long right) {
    return of(left, right);
  }

  long of(long left, long right) {
    throw new NotDirect();
  }

  double of(double left, double right) {
    throw new NotDirect();
  }

  String of(String left, String right) {
    throw new NotDirect();
  }

  /** The float that equals a number. */
  static double real(Object number) {
    return switch (number) {
      case Double real -> real;
      case Long integer -> real(integer.longValue());
      default -> throw new NotDirect();
    };
  }

  private static double real(long integer) {
    if (integer > MOST_EXACT || integer < -MOST_EXACT) {
      throw new NotDirect();
    }
    return integer;
  }
}
