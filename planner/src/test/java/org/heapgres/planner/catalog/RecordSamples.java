package org.heapgres.planner.catalog;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/** Records of any type with random components. */
final class RecordSamples {
  private final Random random = new Random(7);

  Object of(Class<?> type) {
    try {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = value(components[i].getGenericType(), components[i].getName());
      }
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object value(Type type, String name) {
    if (type instanceof ParameterizedType parameterized) {
      Type[] arguments = parameterized.getActualTypeArguments();
      Object first = value(arguments[0], name);
      return parameterized.getRawType() == List.class
          ? List.of(first, value(arguments[0], name))
          : Map.of(first, value(arguments[1], name));
    }
    Class<?> simple = (Class<?>) type;
    if (simple == PgType.class) {
      return any(new PgType[] {Types.TEXT, Types.INT4, Types.INT8});
    }
    if (simple.isRecord()) {
      return of(simple);
    }
    if (simple.isEnum()) {
      return any(simple.getEnumConstants());
    }
    if (simple.isSealed()) {
      return of(any(simple.getPermittedSubclasses()));
    }
    return switch (simple.getName()) {
      case "int", "java.lang.Integer" -> name.equals("version") ? 3 : random.nextInt();
      case "long", "java.lang.Long" -> random.nextLong();
      case "short" -> (short) random.nextInt();
      case "float" -> random.nextFloat();
      case "char" -> (char) ('a' + random.nextInt(26));
      case "boolean" -> random.nextBoolean();
      case "java.lang.Object", "java.lang.String" -> "\u00e4" + random.nextInt();
      default -> throw new IllegalStateException("no sample of " + simple);
    };
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
