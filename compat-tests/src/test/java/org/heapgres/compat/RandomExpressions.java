package org.heapgres.compat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random SQL expressions of a wanted type, out of literals, columns and the forms below. */
final class RandomExpressions {
  /** By type: values at edges and in between. */
  private static final Map<String, List<String>> LITERALS =
      Map.ofEntries(
          Map.entry(
              "int4", List.of("0", "1", "-1", "7", "2147483647", "(-2147483648)", "NULL::int4")),
          Map.entry("int8", List.of("0::int8", "3::int8", "9223372036854775807", "NULL::int8")),
          Map.entry(
              "numeric",
              List.of("0.0", "1.5", "-2.25", "1e10::numeric", "'NaN'::numeric", "NULL::numeric")),
          Map.entry(
              "float8",
              List.of(
                  "0::float8",
                  "1.5::float8",
                  "-1e300::float8",
                  "'Infinity'::float8",
                  "'NaN'::float8")),
          Map.entry("text", List.of("''", "'a'", "'Ab c'", "'12'", "'äß€'", "NULL::text")),
          Map.entry("bool", List.of("true", "false", "NULL::bool")),
          Map.entry(
              "date",
              List.of(
                  "'2020-02-29'::date",
                  "'1999-12-31'::date",
                  "'infinity'::date",
                  "'0044-03-15 BC'::date")),
          Map.entry(
              "timestamp",
              List.of(
                  "'2020-02-29 12:34:56.789'::timestamp",
                  "'1970-01-01'::timestamp",
                  "'-infinity'::timestamp")),
          Map.entry(
              "interval",
              List.of(
                  "'1 day'::interval",
                  "'1 mon -3 days 04:05:06'::interval",
                  "'-00:00:01.5'::interval")),
          Map.entry("time", List.of("'00:00'::time", "'23:59:59.999999'::time")),
          Map.entry(
              "jsonb",
              List.of(
                  "'{\"a\": [1, 2, {\"b\": null}]}'::jsonb",
                  "'[]'::jsonb",
                  "'\"x\"'::jsonb",
                  "'1.50'::jsonb",
                  "'null'::jsonb")),
          Map.entry(
              "int4[]",
              List.of(
                  "'{}'::int4[]",
                  "'{1,2,NULL}'::int4[]",
                  "'{{1,2},{3,4}}'::int4[]",
                  "'[0:1]={5,6}'::int4[]")),
          Map.entry(
              "int4range",
              List.of(
                  "'[1,5)'::int4range",
                  "'empty'::int4range",
                  "'(,3]'::int4range",
                  "'[4,)'::int4range")),
          Map.entry("varbit", List.of("B'101'::varbit", "B''::varbit", "B'11110000'::varbit")),
          Map.entry("inet", List.of("'10.1.2.3/8'::inet", "'::1'::inet", "'192.168.0.1'::inet")),
          Map.entry("bytea", List.of("'\\x00ff'::bytea", "''::bytea", "'abc'::bytea")),
          Map.entry("uuid", List.of("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid")));

  /** A form for each type that it gives; {@code $type} stands for an operand. */
  private static final Map<String, List<String>> FORMS =
      Map.ofEntries(
          Map.entry(
              "int4",
              List.of(
                  "($int4 + $int4)",
                  "($int4 - $int4)",
                  "($int4 * $int4)",
                  "($int4 / $int4)",
                  "($int4 % $int4)",
                  "(- $int4)",
                  "abs($int4)",
                  "length($text)",
                  "octet_length($text)",
                  "position($text in $text)",
                  "($int4 & $int4)",
                  "($int4 # $int4)",
                  "($int4 << 3)",
                  "coalesce($int4, $int4)",
                  "greatest($int4, $int4)",
                  "nullif($int4, $int4)",
                  "CASE WHEN $bool THEN $int4 ELSE $int4 END",
                  "ascii($text)",
                  "($date - $date)",
                  "array_length($int4[], 1)",
                  "cardinality($int4[])",
                  "lower($int4range)",
                  "upper($int4range)",
                  "jsonb_array_length($jsonb)",
                  "length($varbit)",
                  "masklen($inet)",
                  "family($inet)",
                  "array_position($int4[], $int4)",
                  "$float8::int4",
                  "$numeric::int4",
                  "$text::int4",
                  "$bool::int4",
                  "sign($numeric)::int4",
                  "strpos($text, $text)",
                  "get_byte($bytea, 0)",
                  "num_nulls($int4, $text)",
                  "($int4[])[1]",
                  "gcd($int4, $int4)")),
          Map.entry(
              "int8",
              List.of(
                  "($int8 + $int4)",
                  "($int8 * $int8)",
                  "($int8 / $int8)",
                  "$int4::int8",
                  "$float8::int8",
                  "bit_count($bytea)",
                  "mod($int8, $int8)",
                  "extract(epoch from $interval)::int8",
                  "lcm($int8, $int8)")),
          Map.entry(
              "numeric",
              List.of(
                  "($numeric + $numeric)",
                  "($numeric - $int4)",
                  "($numeric * $numeric)",
                  "($numeric / $numeric)",
                  "round($numeric, 2)",
                  "trunc($numeric)",
                  "ceil($numeric)",
                  "floor($numeric)",
                  "abs($numeric)",
                  "sign($numeric)",
                  "sqrt(abs($numeric))",
                  "$int4::numeric",
                  "$int4::numeric(12,2)",
                  "extract(day from $timestamp)",
                  "extract(year from $date)",
                  "div($numeric, $numeric)",
                  "mod($numeric, $numeric)",
                  "trim_scale($numeric)",
                  "width_bucket($numeric, 0, 10, 4)::numeric",
                  "($numeric % $numeric)")),
          Map.entry(
              "float8",
              List.of(
                  "($float8 + $float8)",
                  "($float8 * $float8)",
                  "($float8 / $float8)",
                  "$int4::float8",
                  "$numeric::float8",
                  "sqrt(abs($float8))",
                  "round($float8)",
                  "floor($float8)",
                  "trunc($float8)",
                  "sign($float8)",
                  "degrees(0.5::float8)",
                  "abs($float8)")),
          Map.entry(
              "text",
              List.of(
                  "($text || $text)",
                  "upper($text)",
                  "lower($text)",
                  "initcap($text)",
                  "substr($text, $int4)",
                  "left($text, 2)",
                  "right($text, -1)",
                  "replace($text, 'a', $text)",
                  "lpad($text, 5, $text)",
                  "rpad($text, 4)",
                  "trim($text)",
                  "btrim($text, 'a')",
                  "reverse($text)",
                  "repeat($text, 2)",
                  "$int4::text",
                  "$numeric::text",
                  "$float8::text",
                  "$bool::text",
                  "$date::text",
                  "$timestamp::text",
                  "$interval::text",
                  "$jsonb::text",
                  "$int4[]::text",
                  "$int4range::text",
                  "$inet::text",
                  "translate($text, 'ab', 'x')",
                  "split_part($text, ' ', 1)",
                  "md5($text)",
                  "quote_literal($text)",
                  "quote_ident($text)",
                  "to_char($timestamp, 'YYYY-MM-DD HH24:MI:SS Day')",
                  "to_char($int4, 'S9999')",
                  "to_char($numeric, 'FM999990.00')",
                  "concat($text, $int4, $bool)",
                  "concat_ws(',', $text, $text)",
                  "regexp_replace($text, '[a-c]+', 'X', 'g')",
                  "substring($text from 2 for 2)",
                  "overlay($text placing 'z' from 2)",
                  "($jsonb ->> 'a')",
                  "($jsonb #>> '{a,0}')",
                  "array_to_string($int4[], ',', '*')",
                  "host($inet)",
                  "encode($bytea, 'hex')",
                  "starts_with($text, 'a')::text",
                  "format('%s-%I', $text, $text)",
                  "jsonb_typeof($jsonb)",
                  "coalesce($text, $text)",
                  "chr(abs($int4 % 1000) + 33)",
                  "to_hex($int4)",
                  "pg_typeof($numeric)::text",
                  "ltrim($text, 'a')",
                  "$uuid::text",
                  "$time::text")),
          Map.entry(
              "bool",
              List.of(
                  "($int4 = $int4)",
                  "($int4 < $int8)",
                  "($numeric >= $int4)",
                  "($text = $text)",
                  "($text < $text)",
                  "($text LIKE '%a%')",
                  "($text ~ '^[a-z]')",
                  "($text ILIKE 'A%')",
                  "($bool AND $bool)",
                  "($bool OR $bool)",
                  "(NOT $bool)",
                  "($int4 IS NULL)",
                  "($text IS NOT NULL)",
                  "($bool IS TRUE)",
                  "($bool IS NOT FALSE)",
                  "($int4 IS DISTINCT FROM $int4)",
                  "($int4 BETWEEN $int4 AND $int4)",
                  "($int4 IN (1, 2, $int4))",
                  "($date < $date)",
                  "($timestamp <= $timestamp)",
                  "($interval > $interval)",
                  "($jsonb @> $jsonb)",
                  "($jsonb ? 'a')",
                  "($jsonb = $jsonb)",
                  "($int4 = ANY ($int4[]))",
                  "($int4 < ALL ($int4[]))",
                  "($int4[] = $int4[])",
                  "($int4[] @> $int4[])",
                  "($int4[] && $int4[])",
                  "($int4range @> $int4)",
                  "($int4range && $int4range)",
                  "($int4range << $int4range)",
                  "($int4range = $int4range)",
                  "isempty($int4range)",
                  "($varbit = $varbit)",
                  "($inet << $inet)",
                  "($inet < $inet)",
                  "($float8 = $float8)",
                  "($float8 > $numeric)",
                  "($bytea < $bytea)",
                  "(ROW($int4, $text) < ROW($int4, $text))",
                  "($text SIMILAR TO '(a|b)%')",
                  "isfinite($date)",
                  "($date, $date) OVERLAPS ($date, $date)")),
          Map.entry(
              "date",
              List.of(
                  "($date + ($int4 % 1000))",
                  "$timestamp::date",
                  "($date - ($int4 % 1000))",
                  "greatest($date, $date)",
                  "make_date(2020, 1 + abs($int4 % 12), 1)")),
          Map.entry(
              "timestamp",
              List.of(
                  "($timestamp + $interval)",
                  "($timestamp - $interval)",
                  "$date::timestamp",
                  "date_trunc('month', $timestamp)",
                  "($date + $time)",
                  "date_trunc('week', $timestamp)",
                  "date_bin('15 minutes', $timestamp, '2000-01-01')")),
          Map.entry(
              "interval",
              List.of(
                  "($interval + $interval)",
                  "($interval * 2)",
                  "(- $interval)",
                  "($timestamp - $timestamp)",
                  "justify_hours($interval)",
                  "age($timestamp, $timestamp)",
                  "make_interval(days => $int4 % 100)",
                  "($interval / 3)",
                  "justify_interval($interval)")),
          Map.entry(
              "time", List.of("($time + $interval)", "$timestamp::time", "($time - $interval)")),
          Map.entry(
              "jsonb",
              List.of(
                  "($jsonb -> 'a')",
                  "($jsonb || $jsonb)",
                  "to_jsonb($int4)",
                  "to_jsonb($text)",
                  "to_jsonb($int4[])",
                  "($jsonb - 'a')",
                  "jsonb_build_array($int4, $text)",
                  "jsonb_build_object('k', $numeric)",
                  "jsonb_set($jsonb, '{a}', $jsonb)",
                  "($jsonb #> '{a,2}')",
                  "jsonb_strip_nulls($jsonb)",
                  "jsonb_path_query_first($jsonb, '$.a[*] ? (@ > 1)')",
                  "to_jsonb($timestamp)",
                  "to_jsonb($bool)",
                  "jsonb_insert($jsonb, '{a,0}', $jsonb)",
                  "($jsonb - 0)")),
          Map.entry(
              "int4[]",
              List.of(
                  "($int4[] || $int4)",
                  "($int4 || $int4[])",
                  "($int4[] || $int4[])",
                  "ARRAY[$int4, $int4]",
                  "array_append($int4[], $int4)",
                  "array_remove($int4[], $int4)",
                  "array_replace($int4[], 1, $int4)",
                  "($int4[])[1:2]",
                  "array_cat($int4[], $int4[])",
                  "trim_array($int4[], 1)")),
          Map.entry(
              "int4range",
              List.of(
                  "($int4range * $int4range)",
                  "($int4range + $int4range)",
                  "($int4range - $int4range)",
                  "int4range($int4, $int4, '[]')",
                  "range_merge($int4range, $int4range)")),
          Map.entry(
              "varbit",
              List.of(
                  "($varbit || $varbit)",
                  "(~ $varbit::bit(4))::varbit",
                  "($varbit::bit(5) & B'10110')::varbit",
                  "substring($varbit from 2)::varbit")),
          Map.entry(
              "inet",
              List.of(
                  "($inet + 1)",
                  "network($inet)::inet",
                  "broadcast($inet)",
                  "set_masklen($inet, 16)",
                  "(~ $inet)")),
          Map.entry(
              "bytea",
              List.of(
                  "($bytea || $bytea)",
                  "substr($bytea, 2)",
                  "decode('ff00', 'hex')",
                  "$text::bytea",
                  "reverse($bytea)")),
          Map.entry("uuid", List.of("md5($text)::uuid")));

  private final Random random;
  private final Map<String, List<String>> columns;

  /** {@code columns} by type; empty for expressions that stand alone. */
  RandomExpressions(Random random, Map<String, List<String>> columns) {
    this.random = random;
    this.columns = columns;
  }

  static List<String> types() {
    return FORMS.keySet().stream().sorted().toList();
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  String next(String type, int depth) {
    if (depth == 0 || random.nextInt(5) == 0) {
      List<String> leaves = new ArrayList<>(columns.getOrDefault(type, List.of()));
      return leaves.isEmpty() || random.nextInt(4) == 0 ? any(LITERALS.get(type)) : any(leaves);
    }
    String form = any(FORMS.get(type));
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < form.length()) {
      char c = form.charAt(at);
      String operand = c == '$' ? operandAt(form, at + 1) : null;
      if (operand == null) {
        out.append(c);
        at++;
      } else {
        out.append(next(operand, depth - 1));
        at += 1 + operand.length();
      }
    }
    return out.toString();
  }

  /** The longest type name there; null for none, such as the root of a jsonpath. */
  private static String operandAt(String form, int at) {
    String best = null;
    for (String type : FORMS.keySet()) {
      if (form.startsWith(type, at) && (best == null || type.length() > best.length())) {
        best = type;
      }
    }
    return best;
  }
}
