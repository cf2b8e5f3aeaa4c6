package org.heapgres.planner.functions;

import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.heapgres.planner.types.Types;

/**
 * Turns the static methods of a family of functions into {@link ScalarFunction}s and primitive
 * kernels, each on its first use.
 *
 * <p>A method's parameters are: a {@link CallTypes} if it depends on the call's types, a {@link
 * CallContext} if it depends on the session, then either one parameter for each argument (a datum's
 * class, or the primitive; Object for any) or a single Object[] of all of them. A set-returning
 * function's method returns an Iterator.
 */
final class MethodFunctions {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  /** A method that implements functions, with a lookup that may call it. */
  record Entry(MethodHandles.Lookup lookup, Method method) {}

  interface Call0 {
    Object apply();
  }

  interface Call1 {
    Object apply(Object a);
  }

  interface Call2 {
    Object apply(Object a, Object b);
  }

  interface Call3 {
    Object apply(Object a, Object b, Object c);
  }

  interface Call4 {
    Object apply(Object a, Object b, Object c, Object d);
  }

  interface ContextCall0 {
    Object apply(CallContext x);
  }

  interface ContextCall1 {
    Object apply(CallContext x, Object a);
  }

  interface ContextCall2 {
    Object apply(CallContext x, Object a, Object b);
  }

  interface ContextCall3 {
    Object apply(CallContext x, Object a, Object b, Object c);
  }

  interface ContextCall4 {
    Object apply(CallContext x, Object a, Object b, Object c, Object d);
  }

  private static final List<Class<?>> PLAIN =
      List.of(Call0.class, Call1.class, Call2.class, Call3.class, Call4.class);
  private static final List<Class<?>> WITH_CONTEXT =
      List.of(
          ContextCall0.class,
          ContextCall1.class,
          ContextCall2.class,
          ContextCall3.class,
          ContextCall4.class);

  private MethodFunctions() {}

  static BoundFunction bind(Entry entry, PgProc proc, CallTypes types) {
    ScalarFunction function = function(entry, proc, types);
    if (Iterator.class.isAssignableFrom(entry.method.getReturnType())) {
      return new BoundFunction(
          proc,
          types,
          null,
          (context, arguments) -> (Iterator<?>) function.apply(context, arguments),
          BoundFunction.KernelSource.NONE);
    }
    return new BoundFunction(
        proc,
        types,
        function,
        null,
        new BoundFunction.KernelSource() {
          @Override
          public <T> T kernel(Class<T> shape) {
            return MethodFunctions.kernel(entry, shape);
          }
        });
  }

  private static ScalarFunction function(Entry entry, PgProc proc, CallTypes types) {
    List<Class<?>> parameters = new ArrayList<>(List.of(entry.method.getParameterTypes()));
    boolean takesTypes = !parameters.isEmpty() && parameters.getFirst() == CallTypes.class;
    if (takesTypes) {
      parameters.removeFirst();
    }
    boolean takesContext = !parameters.isEmpty() && parameters.getFirst() == CallContext.class;
    if (takesContext) {
      parameters.removeFirst();
    }
    try {
      MethodHandle handle = handle(entry);
      if (parameters.size() > 4
          || entry.lookup != LOOKUP
          || (parameters.size() == 1 && parameters.getFirst() == Object[].class)) {
        return spread(handle, takesTypes ? types : null, takesContext, parameters);
      }
      Class<?> shape = (takesContext ? WITH_CONTEXT : PLAIN).get(parameters.size());
      List<Class<?>> erased = new ArrayList<>();
      List<Class<?>> exact = new ArrayList<>();
      if (takesContext) {
        erased.add(CallContext.class);
        exact.add(CallContext.class);
      }
      for (int i = 0; i < parameters.size(); i++) {
        erased.add(Object.class);
        exact.add(boxed(parameters.get(i), proc, i));
      }
      MethodType factory =
          takesTypes ? MethodType.methodType(shape, CallTypes.class) : MethodType.methodType(shape);
      MethodHandle target =
          LambdaMetafactory.metafactory(
                  entry.lookup,
                  "apply",
                  factory,
                  MethodType.methodType(Object.class, erased),
                  handle,
                  MethodType.methodType(
                      MethodType.methodType(handle.type().returnType()).wrap().returnType(), exact))
              .getTarget();
      return adapt(takesTypes ? target.invoke(types) : target.invoke());
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot link " + entry.method, e);
    }
  }

  private static MethodHandle handle(Entry entry) {
    try {
      return entry.lookup.unreflect(entry.method);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Any number of arguments, through a method handle. */
  private static ScalarFunction spread(
      MethodHandle handle, CallTypes types, boolean takesContext, List<Class<?>> parameters) {
    MethodHandle bound = types == null ? handle : MethodHandles.insertArguments(handle, 0, types);
    if (!takesContext) {
      bound = MethodHandles.dropArguments(bound, 0, CallContext.class);
    }
    if (parameters.size() != 1 || parameters.getFirst() != Object[].class) {
      bound = bound.asSpreader(Object[].class, parameters.size());
    }
    MethodHandle call =
        bound.asType(MethodType.methodType(Object.class, CallContext.class, Object[].class));
    return (context, arguments) -> {
      try {
        return call.invokeExact(context, arguments);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    };
  }

  /** The datum class that a primitive parameter is unboxed from: a Short widens to int. */
  private static Class<?> boxed(Class<?> parameter, PgProc proc, int index) {
    if (parameter.isPrimitive() && index < proc.argumentTypes().size()) {
      int type = proc.argumentTypes().get(index);
      if (type == Types.INT2.oid()) {
        return Short.class;
      }
      if (type == Types.FLOAT4.oid()) {
        return Float.class;
      }
    }
    return MethodType.methodType(parameter).wrap().returnType();
  }

  private static ScalarFunction adapt(Object call) {
    return switch (call) {
      case Call0 f -> (c, a) -> f.apply();
      case Call1 f -> (c, a) -> f.apply(a[0]);
      case Call2 f -> (c, a) -> f.apply(a[0], a[1]);
      case Call3 f -> (c, a) -> f.apply(a[0], a[1], a[2]);
      case Call4 f -> (c, a) -> f.apply(a[0], a[1], a[2], a[3]);
      case ContextCall0 f -> (c, a) -> f.apply(c);
      case ContextCall1 f -> (c, a) -> f.apply(c, a[0]);
      case ContextCall2 f -> (c, a) -> f.apply(c, a[0], a[1]);
      case ContextCall3 f -> (c, a) -> f.apply(c, a[0], a[1], a[2]);
      case ContextCall4 f -> (c, a) -> f.apply(c, a[0], a[1], a[2], a[3]);
      default -> throw new IllegalStateException(call.toString());
    };
  }

  /** Null when the method's types are not those of the interface or wider. */
  static <T> T kernel(Entry entry, Class<T> shape) {
    Method single = singleMethod(shape);
    Class<?>[] given = single.getParameterTypes();
    Class<?>[] wanted = entry.method.getParameterTypes();
    if (given.length != wanted.length
        || !widens(entry.method.getReturnType(), single.getReturnType())) {
      return null;
    }
    for (int i = 0; i < given.length; i++) {
      if (!given[i].isPrimitive() || !widens(given[i], wanted[i])) {
        return null;
      }
    }
    MethodType type = MethodType.methodType(single.getReturnType(), given);
    try {
      return shape.cast(
          LambdaMetafactory.metafactory(
                  entry.lookup,
                  single.getName(),
                  MethodType.methodType(shape),
                  type,
                  handle(entry),
                  type)
              .getTarget()
              .invoke());
    } catch (LambdaConversionException e) {
      throw new IllegalStateException("cannot link " + entry.method, e);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static Method singleMethod(Class<?> shape) {
    return Arrays.stream(shape.getMethods())
        .filter(method -> Modifier.isAbstract(method.getModifiers()))
        .findFirst()
        .orElseThrow();
  }

  private static boolean widens(Class<?> from, Class<?> to) {
    if (from == to) {
      return true;
    }
    if (!from.isPrimitive() || !to.isPrimitive()) {
      return false;
    }
    return (from == short.class && to == int.class) || (from == float.class && to == double.class);
  }

  static MethodHandles.Lookup lookup() {
    return LOOKUP;
  }
}
