package org.heapgres.planner.functions.geometry;

import java.lang.invoke.MethodHandles;
import java.util.List;

/** The families of geometric functions, each a class of static methods named after prosrc. */
public final class GeometryFunctions {
  public static final List<Class<?>> FAMILIES =
      List.of(
          PointFunctions.class,
          LineFunctions.class,
          BoxFunctions.class,
          PathFunctions.class,
          PolygonFunctions.class,
          CircleFunctions.class,
          NearnessFunctions.class);

  private GeometryFunctions() {}

  /** May call the families' methods. */
  public static MethodHandles.Lookup lookup() {
    return MethodHandles.lookup();
  }
}
