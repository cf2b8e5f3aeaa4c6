package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/** What pg_proc says of a function's named inputs and outputs. */
final class FunctionColumns {
  private FunctionColumns() {}

  /** Names of the input arguments, empty strings for those without. */
  static List<String> inputNames(PgProc proc) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < proc.argumentNames().size(); i++) {
      char mode = proc.argumentModes().isEmpty() ? 'i' : proc.argumentModes().charAt(i);
      if (mode == 'i' || mode == 'b' || mode == 'v') {
        result.add(proc.argumentNames().get(i));
      }
    }
    return result;
  }

  /** The fields of the record that the function returns; empty when it has no output arguments. */
  static List<PgType.Field> of(PgProc proc, IntFunction<PgType> types) {
    if (proc.resultType() != Types.RECORD.oid()) {
      return List.of();
    }
    List<PgType.Field> fields = new ArrayList<>();
    for (int i = 0; i < proc.allArgumentTypes().size(); i++) {
      char mode = proc.argumentModes().charAt(i);
      if (mode == 'o' || mode == 'b' || mode == 't') {
        String name = i < proc.argumentNames().size() ? proc.argumentNames().get(i) : "";
        fields.add(
            new PgType.Field(
                name.isEmpty() ? "column" + (fields.size() + 1) : name,
                types.apply(proc.allArgumentTypes().get(i)).oid(),
                -1));
      }
    }
    return fields;
  }

  /** The name of the only output argument, or null. */
  static String singleOutput(PgProc proc) {
    String found = null;
    for (int i = 0; i < proc.argumentModes().length(); i++) {
      char mode = proc.argumentModes().charAt(i);
      if ((mode == 'o' || mode == 'b' || mode == 't') && i < proc.argumentNames().size()) {
        if (found != null) {
          return null;
        }
        found = proc.argumentNames().get(i);
      }
    }
    return found == null || found.isEmpty() ? null : found;
  }
}
