package org.heapgres.planner.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls functions with the arguments of the expectation tables and compares with PostgreSQL. */
final class FunctionGoldenTest {
  /** Stands for what a function gives that has to know the session. */
  private static final String NEEDS_SESSION = "needs a session";

  @ParameterizedTest
  @CsvSource({"functions.tsv, UTC", "functions-new-york.tsv, America/New_York"})
  void agreesWithPostgres(String table, String zone) {
    FormatSettings formats = FormatSettings.DEFAULT.withZone(ZoneId.of(zone), zone);
    CallContext context =
        new CallContext() {
          @Override
          public FormatSettings formats() {
            return formats;
          }

          @Override
          public SessionInfo session() {
            return SessionInfo.NONE;
          }
        };
    List<String> differences = new ArrayList<>();
    for (String[] line : Golden.lines(table)) {
      String expected =
          line[1].equals("error") ? "error " + Golden.unescape(line[2]) : Golden.unescape(line[2]);
      String actual = call(line, context);
      if (NEEDS_SESSION.equals(actual)
          || (actual != null
              && actual.startsWith("error 0A000")
              && actual.endsWith("supported yet"))) {
        continue;
      }
      if (expected == null ? actual != null : !expected.equals(actual) && !isClose(line, actual)) {
        differences.add(String.join(" ", line) + "\n  but was " + actual);
      }
    }
    assertEquals("", String.join("\n", differences));
  }

  /** Two C libraries differ in the last digit of these, and so do Java and either. */
  private static final Set<String> TRANSCENDENTAL =
      Set.of(
          "acosh", "asinh", "atan", "atan2", "cbrt", "cosh", "dcbrt", "log", "log10", "sin", "sinh",
          "cos", "tan", "atanh", "exp", "pow", "power", "asind", "acosd", "tanh", "ln", "dexp",
          "dlog10", "erf", "erfc", "asin", "acos", "cot", "dpow", "dlog1", "sind", "cosd",
          "atan2d");

  private static boolean isClose(String[] line, String actual) {
    if (actual == null
        || !TRANSCENDENTAL.contains(line[0].substring(0, line[0].indexOf('(')))
        || !line[1].equals("701")) {
      return false;
    }
    double expected = Double.parseDouble(line[2]);
    return Math.abs(expected - Double.parseDouble(actual)) <= 2 * Math.ulp(expected);
  }

  private static String call(String[] line, CallContext context) {
    String signature = line[0].endsWith("*") ? line[0].substring(0, line[0].length() - 1) : line[0];
    int open = signature.indexOf('(');
    String[] declared = signature.substring(open + 1, signature.length() - 1).split(",", -1);
    PgProc proc = BuiltInFunctions.proc(signature.substring(0, open), declared);
    List<PgType> types = new ArrayList<>();
    Object[] arguments = new Object[line.length - 3];
    FormatSettings formats = context.formats();
    try {
      for (int i = 3; i < line.length; i++) {
        int colon = line[i].indexOf(':');
        PgType type = Types.of(line[i].substring(0, colon));
        String text = Golden.unescape(line[i].substring(colon + 1));
        types.add(type);
        arguments[i - 3] = text == null ? null : type.parseText(text, -1, formats);
      }
      PgType result =
          line[1].equals("error") || line[1].equals("\\N")
              ? Types.REGISTRY.require(proc.resultType())
              : Types.REGISTRY.require(Integer.parseInt(line[1]));
      BoundFunction function = Functions.bind(proc, new CallTypes(types, result, false));
      if (function.returnsSet()) {
        return rows(function.rows(context, arguments), result, formats);
      }
      Object value = function.call(context, arguments);
      return value == null ? null : result.text(value, formats);
    } catch (PgException e) {
      return Golden.shown(e);
    } catch (NoSession e) {
      return NEEDS_SESSION;
    } catch (RuntimeException e) {
      return e + " at " + Arrays.stream(e.getStackTrace()).limit(4).toList();
    }
  }

  private static String rows(Iterator<?> rows, PgType result, FormatSettings formats) {
    StringJoiner joined = new StringJoiner("|").setEmptyValue("");
    boolean any = false;
    while (rows.hasNext()) {
      Object row = rows.next();
      joined.add(row == null ? "" : result.text(row, formats));
      any = true;
    }
    return any ? joined.toString() : null;
  }
}
