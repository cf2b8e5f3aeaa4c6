package org.heapgres.runtime;

import org.graalvm.polyglot.Value;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;

/** Arguments of a snippet: datums and their types. */
@SuppressWarnings("ArrayRecordComponent")
record Arguments(Object[] datums, PgType[] types) {

  /**
   * The arguments of {@code _run}: the snippet, the tags of values that are not what they are in
   * Python already (null for none), the values.
   */
  Object[] crossing(Value snippet, Dialect dialect, FormatSettings settings) {
    Object[] crossing = new Object[2 + datums.length];
    String[] tags = new String[datums.length];
    boolean direct = true;
    for (int i = 0; i < datums.length; i++) {
      tags[i] = PythonValues.tag(types[i], dialect, settings);
      direct &= tags[i].isEmpty();
      crossing[i + 2] = PythonValues.toPython(datums[i], tags[i], types[i], dialect, settings);
    }
    crossing[0] = snippet;
    crossing[1] = direct ? null : tags;
    return crossing;
  }
}
