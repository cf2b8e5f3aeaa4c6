package org.heapgres.runtime.direct;

/** Comparisons; the order of strings, which is that of their code points, is left to Python. */
enum Comparison {
  EQUAL {
    @Override
    boolean of(Object left, Object right) {
      return areEqual(left, right);
    }
  },
  NOT_EQUAL {
    @Override
    boolean of(Object left, Object right) {
      return !areEqual(left, right);
    }
  },
  LESS {
    @Override
    boolean of(long left, long right) {
      return left < right;
    }

    @Override
    boolean of(double left, double right) {
      return left < right;
    }
  },
  LESS_OR_EQUAL {
    @Override
    boolean of(long left, long right) {
      return left <= right;
    }

    @Override
    boolean of(double left, double right) {
      return left <= right;
    }
  },
  GREATER {
    @Override
    boolean of(long left, long right) {
      return left > right;
    }

    @Override
    boolean of(double left, double right) {
      return left > right;
    }
  },
  GREATER_OR_EQUAL {
    @Override
    boolean of(long left, long right) {
      return left >= right;
    }

    @Override
    boolean of(double left, double right) {
      return left >= right;
    }
  },
  /** Whether the key of a table or dict is there. */
  IN {
    @Override
    boolean of(Object left, Object right) {
      return holds(right, left);
    }
  },
  NOT_IN {
    @Override
    boolean of(Object left, Object right) {
      return !holds(right, left);
    }
  };

  boolean of(Object left, Object right) {
    return (left instanceof Long l && right instanceof Long r)
        ? of(l.longValue(), r.longValue())
        : of(Operator.real(left), Operator.real(right));
  }

  boolean of(long left, long right) {
    throw new NotDirect();
  }

  boolean of(double left, double right) {
    throw new NotDirect();
  }

  private static boolean holds(Object container, Object key) {
    if (container instanceof Keyed keyed) {
      return keyed.find(key) != null;
    }
    throw new NotDirect();
  }

  private static boolean areEqual(Object left, Object right) {
    if (left instanceof Long l && right instanceof Long r) {
      return l.longValue() == r.longValue();
    }
    if (isNumber(left) && isNumber(right)) {
      return Operator.real(left) == Operator.real(right);
    }
    if (left.getClass() == right.getClass() && isPlain(left)) {
      return left.equals(right);
    }
    if (isPlain(left) && isPlain(right) && !(left instanceof Boolean || right instanceof Boolean)) {
      return false;
    }
    throw new NotDirect();
  }

  private static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double;
  }

  private static boolean isPlain(Object value) {
    return value instanceof String
        || value instanceof None
        || value instanceof Boolean
        || isNumber(value);
  }
}
