package org.heapgres.compat;

import static org.heapgres.compat.RawClient.body;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.heapgres.compat.RawClient.Body;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Clients whose text is not in UTF-8, byte by byte next to PostgreSQL. */
final class EncodingTest {
  private static final String PLAIN = "plain \\ 'quoted'";

  /** PostgreSQL's names of encodings, the JDK's, and text in them. */
  private record Sample(String charset, String text) {}

  private static final Map<String, Sample> SAMPLES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("LATIN1", new Sample("ISO-8859-1", "grüße")),
              Map.entry("iso-8859-15", new Sample("ISO-8859-15", "10 € œuvre")),
              Map.entry("LATIN2", new Sample("ISO-8859-2", "Łódź")),
              Map.entry("LATIN5", new Sample("ISO-8859-9", "ışğ")),
              Map.entry("WIN1252", new Sample("windows-1252", "10 € “ü”")),
              Map.entry("WIN1250", new Sample("windows-1250", "žluťoučký")),
              Map.entry("win1251", new Sample("windows-1251", "Привет")),
              Map.entry("WIN1253", new Sample("windows-1253", "Καλημέρα")),
              Map.entry("WIN866", new Sample("IBM866", "Привет")),
              Map.entry("KOI8R", new Sample("KOI8-R", "Привет")),
              Map.entry("ISO_8859_5", new Sample("ISO-8859-5", "Привет")),
              Map.entry("SJIS", new Sample("windows-31j", "表示ソ能")),
              Map.entry("EUC_JP", new Sample("EUC-JP", "日本語")),
              Map.entry("EUC_KR", new Sample("EUC-KR", "한국어")),
              Map.entry("UHC", new Sample("x-windows-949", "한국어")),
              Map.entry("EUC_CN", new Sample("GB2312", "中文")),
              Map.entry("GBK", new Sample("GBK", "繁體中文")),
              Map.entry("GB18030", new Sample("GB18030", "中文𠀀")),
              Map.entry("BIG5", new Sample("x-windows-950", "功能繁體")),
              Map.entry("SQL_ASCII", new Sample("UTF-8", "grüße")),
              Map.entry("UNICODE", new Sample("UTF-8", "grüße"))));

  private static PostgresServer postgres;
  private static EmbeddedHeapgres heapgres;

  @BeforeAll
  static void start() {
    postgres = PostgresServer.start();
    heapgres = EmbeddedHeapgres.start();
  }

  @AfterAll
  static void stop() {
    heapgres.close();
    postgres.close();
  }

  @TestFactory
  Stream<DynamicTest> clientsSpeakAndUnderstand() {
    return SAMPLES.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        assertEquals(
                            account(postgres.port(), entry.getKey(), entry.getValue()),
                            account(heapgres.port(), entry.getKey(), entry.getValue()))));
  }

  private static String account(int port, String name, Sample sample) throws IOException {
    byte[] text = sample.text.getBytes(Charset.forName(sample.charset));
    try (RawClient client = RawClient.connected(port, "postgres")) {
      StringBuilder account = new StringBuilder();
      account.append(client.query("SET client_encoding = '" + name + "'").untilReady());
      account.append(client.query("SHOW client_encoding").untilReady());
      query(client, account, "SELECT '%' AS \"%\", length('%'), '%'::bytea::text", text);
      query(client, account, "SELECT 1 AS a WHERE '%' = 1", text);
      query(client, account, "DO $$ BEGIN RAISE NOTICE '%'; END $$", text);
      query(client, account, "SELECT missing_%", text);
      account.append(
          client
              .parse("", "SELECT $1::text, octet_length($1), $2::json")
              .send('B', parameters(text, 0))
              .execute("", 0)
              .sync()
              .untilReady());
      account.append(
          client
              .parse("", "SELECT $1::text, octet_length($1), $2::json")
              .send('B', parameters(text, 1))
              .execute("", 0)
              .sync()
              .untilReady());
      query(client, account, "SELECT '\u0001'", new byte[] {});
      query(client, account, "SELECT 'x%'", new byte[] {(byte) 0x81});
      query(client, account, "SELECT 'x%'", new byte[] {(byte) 0xff, 'y'});
      account.append(client.query("SELECT U&'\\20AC'").untilReady());
      account.append(client.query("SELECT 1/0 AS ok, U&'\\0416'").untilReady());
      account.append(client.query("SELECT U&'a\\4E9Cb\\00E9'").untilReady());
      account.append(client.query("DO $$ BEGIN RAISE '\\0937'; END $$").untilReady());
      copy(client, account, text);
      account.append(client.query("BEGIN; SET client_encoding = UTF8").untilReady());
      account.append(client.query("SELECT 'grüße'; ROLLBACK").untilReady());
      query(client, account, "SELECT '%'", text);
      return account.toString();
    }
  }

  /** {@code %} stands for the text. */
  private static void query(RawClient client, StringBuilder account, String sql, byte[] text)
      throws IOException {
    account.append(client.send('Q', filled(sql, text).raw((byte) 0)).untilReady());
  }

  private static Body filled(String pattern, byte[] text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '%') {
        bytes.writeBytes(text);
      } else {
        bytes.write(c);
      }
    }
    return body().raw(bytes.toByteArray());
  }

  /** A text and a JSON value, in that format both ways. */
  private static Body parameters(byte[] text, int format) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    json.write('"');
    json.writeBytes(text);
    json.write('"');
    return body()
        .string("")
        .string("")
        .int16(1)
        .int16(format)
        .int16(2)
        .value(text)
        .value(json.toByteArray())
        .int16(1)
        .int16(format);
  }

  private static void copy(RawClient client, StringBuilder account, byte[] text)
      throws IOException {
    client.query("CREATE TEMP TABLE copied (a text, b int)").untilReady();
    account.append(client.query("COPY copied FROM STDIN").until('G'));
    for (byte each : text) {
      client.send('d', body().raw(each));
    }
    client.send('d', filled("\t1\n" + PLAIN.replace("\\", "\\\\") + "\t2\n", text));
    account.append(client.send('c', body()).untilReady());
    account.append(client.query("COPY copied TO STDOUT").untilReady());
    account.append(client.query("COPY copied TO STDOUT (FORMAT csv, ENCODING utf8)").untilReady());
    account.append(client.query("COPY copied TO STDOUT (ENCODING 'nonsense')").untilReady());
    account.append(client.query("COPY copied FROM STDIN (ENCODING utf8)").until('G'));
    client.send('d', body().raw((byte) 'x', (byte) 0xff, (byte) '\t', (byte) '3', (byte) '\n'));
    account.append(client.send('c', body()).untilReady());
    account.append(client.query("SELECT a, b, octet_length(a) FROM copied").untilReady());
  }
}
